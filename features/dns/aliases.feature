Feature: Aliases on the way to the mail exchanger are followed

  A recipient domain that is an alias takes its mail where its target does. An MX record must not name
  an alias, but is usable if it does. Neither changes the names that a certificate is compared with.

  Background:
    Given these DNS records:
      | mx1.example.com | A   | 192.0.2.1       |
      | 192.0.2.1       | PTR | mx1.example.com |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "Required"

  @esa @DN-16 @R5321-6 @inferred
  Scenario: MX target is an alias
    Given these DNS records:
      | example.com       | MX    | 10 alias.example.net |
      | alias.example.net | CNAME | mx1.example.com      |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via alias.example.net

  @esa @R5321-6 @ESA-52 @inferred
  Scenario: MX target is an alias: the MX name stays the reference identifier
    Given these DNS records:
      | example.com       | MX    | 10 alias.example.net |
      | alias.example.net | CNAME | mx9.example.org      |
      | mx9.example.org   | A     | 192.0.2.9            |
    And an MTA at 192.0.2.9 whose certificate has
      | DNS | mx9.example.org, alias.example.net |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the comparisons are:
      | SAN | mx9.example.org   | example.com       | recipient domain | no  |
      | SAN | alias.example.net | example.com       | recipient domain | no  |
      | SAN | mx9.example.org   | alias.example.net | MX               | no  |
      | SAN | alias.example.net | alias.example.net | MX               | yes |

  @must @DN-17 @R5321-1
  Scenario: Recipient domain is an alias
    Given these DNS records:
      | example.com | CNAME | brand.not          |
      | brand.not   | MX    | 10 mx1.example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com

  @must @R5321-1 @R5321-3
  Scenario: Recipient domain is an alias of a domain without MX records
    Given these DNS records:
      | example.com | CNAME | brand.not |
      | brand.not   | A     | 192.0.2.1 |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via example.com

  @esa @R5321-1 @R5321-2
  Scenario: Recipient domain is an alias of nothing
    Given these DNS records:
      | example.com | CNAME | brand.not |
    When a message is sent to u@example.com
    Then the message is bounced
    And the reason says "5.1.2"

  @esa @DN-19 @R5321-1 @inferred
  Scenario: Alias chain longer than the limit
    Given 20 aliases lead from example.com to brand.not
    And these DNS records:
      | brand.not | MX | 10 mx1.example.com |
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

  @must @R5321-1 @inferred
  Scenario: Alias chain within the limit
    Given 8 aliases lead from example.com to brand.not
    And these DNS records:
      | brand.not | MX | 10 mx1.example.com |
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com

  @esa @R5321-1 @inferred
  Scenario: Aliases that lead round in a circle
    Given these DNS records:
      | example.com | CNAME | brand.not   |
      | brand.not   | CNAME | example.com |
    When a message is sent to u@example.com
    Then the message is deferred
