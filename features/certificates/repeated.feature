Feature: Each delivery looks at the certificate anew

  A server hands out tickets for resuming a TLS session, in which no certificate is shown. Whoever makes use of them
  must not deliver without having looked.

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
    And the rule is <rule>

    Examples:
      | setting                          | first                  | fate                   | rule   |
      | No                               | delivered in plaintext | delivered in plaintext | ESA-10 |
      | Preferred                        | delivered encrypted    | delivered encrypted    | ESA-11 |
      | Required                         | delivered encrypted    | delivered encrypted    | ESA-12 |
      | Preferred - Verify               | delivered verified     | delivered encrypted    | ESA-13 |
      | Required - Verify                | delivered verified     | deferred               | ESA-14 |
      | Required - Verify Hosted Domains | delivered verified     | deferred               | ESA-14 |

  @esa @ESA-14 @inferred
  Scenario: The model makes no use of tickets
    Given the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    And a message is sent to u@example.com
    Then the message is delivered verified
    And no TLS session is resumed
