Feature: An MX record that names no host, or the sender's own machine, is unusable

  An MX record must name a host that has an address. If none of a domain's MX records does, the mail
  bounces; a good one beside it serves.

  Background:
    Given these DNS records:
      | mx1.example.com | A   | 192.0.2.1       |
      | 192.0.2.1       | PTR | mx1.example.com |
      | example.com     | A   | 192.0.2.9       |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And an MTA at 192.0.2.9 without STARTTLS
    And the TLS setting for example.com is "Required"

  @must @DN-23 @R5321-6
  Scenario: MX target is an IP literal
    Given these DNS records:
      | example.com | MX | 10 192.0.2.1 |
    When a message is sent to u@example.com
    Then the message is bounced
    And 192.0.2.1 is never contacted
    And 192.0.2.9 is never contacted
    And no A record of 192.0.2.1 is asked for

  @must @R5321-6
  Scenario: MX target is an IP literal, and there is a good one beside it
    Given these DNS records:
      | example.com | MX | 10 192.0.2.9       |
      | example.com | MX | 20 mx1.example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And 192.0.2.9 is never contacted

  @esa @DN-29 @R5321-4 @inferred
  Scenario Outline: MX points at loopback (<type> <loopback>): <fate> by the option "<option>"
    Given these DNS records:
      | example.com    | MX     | 10 lo.example.net |
      | lo.example.net | <type> | <loopback>        |
    And an MTA at <loopback> without STARTTLS
    And the option "loopback_mx" is "<option>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <loopback> is never contacted
    And the <type> record of lo.example.net is asked for once

    Examples:
      | option | type | loopback  | fate     |
      | bounce | A    | 127.0.0.1 | bounced  |
      | defer  | A    | 127.0.0.1 | deferred |
      | bounce | AAAA | ::1       | bounced  |
      | defer  | AAAA | ::1       | deferred |

  @esa @R5321-4 @inferred
  Scenario: MX points at loopback, and there is a good one beside it
    Given these DNS records:
      | example.com    | MX | 10 lo.example.net  |
      | example.com    | MX | 20 mx1.example.com |
      | lo.example.net | A  | 127.0.0.1          |
    And an MTA at 127.0.0.1 without STARTTLS
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And 127.0.0.1 is never contacted
