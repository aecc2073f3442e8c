Feature: A mail exchanger is reached at its addresses, of both families

  Background:
    Given these DNS records:
      | example.com | MX  | 10 mx1.example.com |
      | 192.0.2.1   | PTR | mx1.example.com    |
      | 2001:db8::1 | PTR | mx1.example.com    |
    And the TLS setting for example.com is "Required"

  @must @DN-04 @R5321-9
  Scenario: Several addresses, in resolver order: the first is dead
    Given these DNS records:
      | mx1.example.com | A | 192.0.2.9 |
      | mx1.example.com | A | 192.0.2.1 |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And 192.0.2.1 is contacted once

  @must @R5321-9
  Scenario: Several addresses, in resolver order: the first one serves
    Given these DNS records:
      | mx1.example.com | A | 192.0.2.9 |
      | mx1.example.com | A | 192.0.2.1 |
    And an MTA at 192.0.2.9 whose certificate has
      | DNS | example.com |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    When 12 messages are sent to u@example.com
    Then all 12 messages are delivered encrypted
    And 192.0.2.1 is never contacted

  @must @DN-06 @R5321-11 @R5321-7
  Scenario: A dead, AAAA alive
    Given these DNS records:
      | mx1.example.com | A    | 192.0.2.9   |
      | mx1.example.com | AAAA | 2001:db8::1 |
    And an MTA at 2001:db8::1 whose certificate has
      | DNS | example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And 2001:db8::1 is contacted once

  @esa @DN-07 @R5321-11
  Scenario: IPv6-only MX, IPv4-only sender
    Given these DNS records:
      | mx1.example.com | AAAA | 2001:db8::1 |
    And an MTA at 2001:db8::1 whose certificate has
      | DNS | example.com |
    And the option "address_family" is "ipv4"
    When a message is sent to u@example.com
    Then the message is deferred
    And 2001:db8::1 is never contacted

  @esa @R5321-11
  Scenario: IPv4-only MX, IPv6-only sender
    Given these DNS records:
      | mx1.example.com | A | 192.0.2.1 |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    And the option "address_family" is "ipv6"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted
