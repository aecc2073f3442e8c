Feature: A domain without MX records takes mail itself, and one with MX records does not

  Without any MX record the domain's own address counts (the "implicit MX"). As soon as there is one,
  the domain's own address is out, even if the MX record leads nowhere (RFC 5321 §5.1).

  Background: a domain with an address of its own
    Given the TLS setting for example.com is "Required"

  @must @DN-08 @R5321-3
  Scenario: Implicit MX
    Given these DNS records:
      | example.com | A | 192.0.2.1 |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via example.com
    And the MX record of example.com is asked for once

  @must @DN-09 @R5321-3 @R5321-11
  Scenario: Implicit MX over AAAA only
    Given these DNS records:
      | example.com | AAAA | 2001:db8::1 |
    And an MTA at 2001:db8::1 whose certificate has
      | DNS | example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via example.com
    And 2001:db8::1 is contacted once

  @must @DN-10 @R5321-4 @R5321-5
  Scenario: MX exists but has no address: never the domain's own A
    Given these DNS records:
      | example.com | MX | 10 mx1.example.com |
      | example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    When a message is sent to u@example.com
    Then the message is bounced
    And 192.0.2.1 is never contacted
    And no A record of example.com is asked for
    And the A record of mx1.example.com is asked for once

  @must @R5321-4
  Scenario: Neither MX nor address
    Given these DNS records:
      | example.com | TXT | v=spf1 -all |
    When a message is sent to u@example.com
    Then the message is bounced
    And the A record of example.com is asked for once
    And the AAAA record of example.com is asked for once
