Feature: A certificate is validated before any name in it is looked at

  Verification has two stages, and both must succeed: the chain up to a root that the sender trusts,
  and the name. A right name does not help a certificate that nobody answers for.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-27 @ESA-11 @ESA-12 @ESA-13 @ESA-14 @ESA-23
  Scenario Outline: Self-signed certificate: <setting>
    Given the certificate at 192.0.2.1 is self-signed
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what happens>

    Examples:
      | setting                          | fate                   | what happens                             |
      | No                               | delivered in plaintext | STARTTLS is never sent                   |
      | Preferred                        | delivered encrypted    | the certificate is not checked           |
      | Required                         | delivered encrypted    | the certificate is not checked           |
      | Preferred - Verify               | delivered encrypted    | the certificate is rejected as untrusted |
      | Required - Verify                | deferred               | the certificate is rejected as untrusted |
      | Required - Verify Hosted Domains | deferred               | the certificate is rejected as untrusted |

  @esa @ES-29 @ESA-20
  Scenario Outline: Identity good, chain bad: <setting>
    Given the certificate at 192.0.2.1 is issued below an unknown root
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what happens>

    Examples:
      | setting                          | fate                   | what happens                             |
      | No                               | delivered in plaintext | STARTTLS is never sent                   |
      | Preferred                        | delivered encrypted    | the certificate is not checked           |
      | Required                         | delivered encrypted    | the certificate is not checked           |
      | Preferred - Verify               | delivered encrypted    | the certificate is rejected as untrusted |
      | Required - Verify                | deferred               | the certificate is rejected as untrusted |
      | Required - Verify Hosted Domains | deferred               | the certificate is rejected as untrusted |
