Feature: One way to a trusted root is enough

  An authority may be certified by several others. The server sends what it has, and the sender finds the way.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @esa @R5280-3
  Scenario: The issuer stands below an unknown root, and a trusted one has certified it too
    Given the certificate at 192.0.2.1 is issued below an unknown root
    And the certificate at 192.0.2.1 is sent with a cross-certificate by the usual root
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~recipient

  @esa @R5280-3
  Scenario: The way to an unknown root stands first
    Given the certificate at 192.0.2.1 is sent with a cross-certificate by an unknown root
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~recipient

  @esa @R5280-3
  Scenario: Both ways lead to unknown roots
    Given the sender trusts no root
    And the certificate at 192.0.2.1 is sent with a cross-certificate by an unknown root
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And the certificate is rejected as untrusted
