Feature: The mail exchangers of a domain are tried in the order of their preference

  The lowest number is the best. Equal ones share the load by chance. A worse one is for the time when
  the better ones fail (RFC 5321 §5.1).

  Background: two mail exchangers
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | example.com     | MX  | 20 mx2.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | mx2.example.com | A   | 192.0.2.2          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | 192.0.2.2       | PTR | mx2.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com, mx2.example.com |
      | CN  | mx2.example.com              |
    And the TLS setting for example.com is "Required"

  @must @DN-01 @R5321-8
  Scenario: Lowest MX preference first
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And 192.0.2.2 is never contacted

  @must @R5321-8
  Scenario: Lowest MX preference first, whatever the order of the answer
    Given these DNS records instead:
      | example.com | MX | 20 mx2.example.com |
      | example.com | MX | 10 mx1.example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And 192.0.2.2 is never contacted

  @must @DN-02 @R5321-8
  Scenario: Equal preference is randomised
    Given these DNS records instead:
      | example.com | MX | 10 mx1.example.com |
      | example.com | MX | 10 mx2.example.com |
    And the seed 1 decides among equals
    When 200 messages are sent to u@example.com
    Then all 200 messages are delivered encrypted
    And each of 192.0.2.1, 192.0.2.2 takes between 25 % and 75 % of the messages

  @must @DN-03 @R5321-7
  Scenario: Backup only when the better fails
    Given the MTA at 192.0.2.1 refuses connections
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx2.example.com

  @must @R5321-7
  Scenario: The backup takes over as well when the better one is reached and will not talk
    Given the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx2.example.com
    And 192.0.2.1 is contacted once

  @esa @DN-24 @R5321-8 @inferred
  Scenario: Duplicate MX records: the host is tried once per pass
    Given these DNS records instead:
      | example.com | MX | 10 mx1.example.com |
      | example.com | MX | 10 mx1.example.com |
      | example.com | MX | 20 mx1.example.com |
    And the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is contacted once
    And the A record of mx1.example.com is asked for once

  @esa @R5321-8
  Scenario: Duplicate MX records in other letter case: the host is tried once per pass
    Given these DNS records instead:
      | example.com | MX | 10 mx1.example.com |
      | example.com | MX | 10 MX1.Example.COM |
    And the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is contacted once
