Feature: Nobody is trusted by being sent along

  What the server sends helps to find a way to a trusted root, and is no root itself.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-41 @R5280-3
  Scenario Outline: The root is unknown, and is sent along: <setting>
    Given the certificate at 192.0.2.1 is issued below an unknown root
    And the certificate at 192.0.2.1 is sent with its root
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @esa
    Examples:
      | setting   | fate                   | because                        |
      | No        | delivered in plaintext | STARTTLS is never sent         |
      | Preferred | delivered encrypted    | the certificate is not checked |
      | Required  | delivered encrypted    | the certificate is not checked |

    @must
    Examples:
      | setting                          | fate                | because                                  |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as untrusted |
      | Required - Verify                | deferred            | the certificate is rejected as untrusted |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as untrusted |

  @esa @CE-44 @ESA-21
  Scenario Outline: The sender trusts no root at all: <setting>
    Given the sender trusts no root
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting                          | fate                   | because                                  |
      | No                               | delivered in plaintext | STARTTLS is never sent                   |
      | Preferred                        | delivered encrypted    | the certificate is not checked           |
      | Required                         | delivered encrypted    | the certificate is not checked           |
      | Preferred - Verify               | delivered encrypted    | the certificate is rejected as untrusted |
      | Required - Verify                | deferred               | the certificate is rejected as untrusted |
      | Required - Verify Hosted Domains | deferred               | the certificate is rejected as untrusted |
