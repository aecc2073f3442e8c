Feature: A server cannot swamp the sender with certificates

  A handshake with more than 32 KiB of certificates fails, under every setting that makes one. An honest
  chain has a few KiB.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @esa @CE-40 @ESA-11 @inferred
  Scenario Outline: A certificate is <flaw>: <setting>
    Given the certificate at 192.0.2.1 is <flaw>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>
    And the reason says "<reason>"

    Examples:
      | flaw                                 | setting                          | fate                   | because                                     | reason                            |
      | 64 KiB large                         | No                               | delivered in plaintext | STARTTLS is never sent                      | TLS is not negotiated             |
      | 64 KiB large                         | Preferred                        | deferred               | nothing is said in plaintext after STARTTLS | more than 32 KiB of certificates  |
      | 64 KiB large                         | Required                         | deferred               | nothing is said in plaintext after STARTTLS | more than 32 KiB of certificates  |
      | 64 KiB large                         | Required - Verify                | deferred               | nothing is said in plaintext after STARTTLS | more than 32 KiB of certificates  |
      | 64 KiB large                         | Required - Verify Hosted Domains | deferred               | nothing is said in plaintext after STARTTLS | more than 32 KiB of certificates  |
      | sent in a chain of 1000 certificates | No                               | delivered in plaintext | STARTTLS is never sent                      | TLS is not negotiated             |
      | sent in a chain of 1000 certificates | Preferred                        | deferred               | nothing is said in plaintext after STARTTLS | handshake message exceeds maximum |
      | sent in a chain of 1000 certificates | Required                         | deferred               | nothing is said in plaintext after STARTTLS | handshake message exceeds maximum |
      | sent in a chain of 1000 certificates | Required - Verify                | deferred               | nothing is said in plaintext after STARTTLS | handshake message exceeds maximum |
      | sent in a chain of 1000 certificates | Required - Verify Hosted Domains | deferred               | nothing is said in plaintext after STARTTLS | handshake message exceeds maximum |

    @ambiguous @AMB-12
    Examples:
      | flaw                                 | setting            | fate     | because                                     | reason                            |
      | 64 KiB large                         | Preferred - Verify | deferred | nothing is said in plaintext after STARTTLS | more than 32 KiB of certificates  |
      | sent in a chain of 1000 certificates | Preferred - Verify | deferred | nothing is said in plaintext after STARTTLS | handshake message exceeds maximum |
