Feature: What an answer looks like on the wire does not matter

  Background:
    Given these DNS records:
      | mx1.example.com | A   | 192.0.2.1       |
      | 192.0.2.1       | PTR | mx1.example.com |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "Required"

  @must @DN-27 @R5321-1
  Scenario: Large answer, TCP fallback
    Given these DNS records, for # from 1 to 60:
      | example.com                     | MX | 10 mail-exchanger-#.of.example.net |
      | mail-exchanger-#.of.example.net | A  | 192.0.2.1                          |
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the MX record of example.com is asked for over TCP

  @esa @R5321-1
  Scenario: A small answer needs no TCP
    Given these DNS records:
      | example.com | MX | 10 mx1.example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the MX record of example.com is asked for once

  @must @R5321-1
  Scenario Outline: An answer for <type> that is given over TCP only
    Given these DNS records:
      | example.com | MX | 10 mx1.example.com |
    And questions for <type> of <name> are answered over TCP only
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And the <type> record of <name> is asked for over TCP

    Examples:
      | type | name            |
      | MX   | example.com     |
      | A    | mx1.example.com |

  @must @DN-28 @AMB-26 @R5321-1
  Scenario: DNS answers with mixed letter case
    Given these DNS records:
      | example.com | MX | 10 mx1.example.com |
    And questions for MX of example.com are answered in mixed letter case
    And questions for A of mx1.example.com are answered in mixed letter case
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And 192.0.2.1 is contacted once

  @esa @AMB-26 @ESA-52
  Scenario: A name in mixed letter case is compared without regard to it
    Given these DNS records:
      | example.com    | MX | 10 mx9.hosted.not |
      | mx9.hosted.not | A  | 192.0.2.9         |
    And an MTA at 192.0.2.9 whose certificate has
      | DNS | mx9.hosted.not |
    And questions for MX of example.com are answered in mixed letter case
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~MX
