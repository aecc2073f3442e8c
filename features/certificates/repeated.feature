Feature: Each delivery looks at the certificate anew

  A server hands out tickets for resuming a TLS session, in which no certificate is shown. The sender
  makes no use of them: it would deliver without having looked.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @esa @CE-35 @ESA-14 @inferred
  Scenario Outline: The certificate has been replaced by one of another name: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <first>
    When the certificate at 192.0.2.1 is replaced by one that has
      | CN  | other.not |
      | DNS | other.not |
    And a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting                          | first                  | fate                   | because                   |
      | No                               | delivered in plaintext | delivered in plaintext | STARTTLS is never sent    |
      | Preferred                        | delivered encrypted    | delivered encrypted    | no TLS session is resumed |
      | Required                         | delivered encrypted    | delivered encrypted    | no TLS session is resumed |
      | Preferred - Verify               | delivered verified     | delivered encrypted    | no TLS session is resumed |
      | Required - Verify                | delivered verified     | deferred               | no TLS session is resumed |
      | Required - Verify Hosted Domains | delivered verified     | deferred               | no TLS session is resumed |
