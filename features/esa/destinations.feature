Feature: Which TLS setting governs a recipient domain

  The entry of exactly that domain, if it has a TLS setting; the default entry otherwise. Each recipient
  domain is a delivery of its own, under its own setting, whatever server takes its mail.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | sub.example.com | MX  | 10 mx1.example.com |
      | a.not           | MX  | 10 mx1.example.com |
      | b.not           | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-31 @ESA-2
  Scenario: Domain without an entry uses the default entry
    Given the default TLS setting is "Required - Verify"
    And the MTA at 192.0.2.1 does not offer STARTTLS
    When a message is sent to u@example.com
    Then the message is deferred
    And the rule is ESA-14
    And ESA-2 is cited
    And 192.0.2.1 is contacted once

  @esa @ES-32 @ESA-2
  Scenario: An entry beats the default
    Given the default TLS setting is "Required - Verify"
    And the TLS setting for example.com is "Preferred"
    And the MTA at 192.0.2.1 does not offer STARTTLS
    When a message is sent to u@example.com
    Then the message is delivered in plaintext

  @esa @ES-33 @ESA-2
  Scenario: An entry with TLS "Default" inherits
    Given the destination controls:
      """
      [DEFAULT]
      table_tls = Required

      [example.com]
      table_tls = Default
      max_messages_per_connection = 50
      """
    And the certificate at 192.0.2.1 is self-signed
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the names of the certificate are not compared

  @esa @ESA-2
  Scenario: An entry with TLS "Default" inherits, and so requires TLS
    Given the destination controls:
      """
      [DEFAULT]
      table_tls = Required

      [example.com]
      max_messages_per_connection = 50
      """
    And the MTA at 192.0.2.1 does not offer STARTTLS
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is contacted once

  @esa @ES-34 @ESA-3
  Scenario: Two recipient domains, two settings, two results
    Given the destination controls:
      """
      [a.not]
      table_tls = Preferred

      [b.not]
      table_tls = Required - Verify
      """
    And the certificate at 192.0.2.1 has instead
      | DNS | other.not |
      | CN  | other.not |
    When a message is sent to u@a.not, u@b.not
    Then the message to u@a.not is delivered encrypted
    And the message to u@b.not is deferred
    And 192.0.2.1 is contacted twice

  @esa @ES-36 @ESA-3 @inferred
  Scenario: Parent's entry does not govern a subdomain
    Given the default TLS setting is "Preferred"
    And the TLS setting for example.com is "Required - Verify"
    And the certificate at 192.0.2.1 has instead
      | DNS | other.not |
      | CN  | other.not |
    When a message is sent to u@sub.example.com
    Then the message is delivered encrypted
    And the names of the certificate are not compared
