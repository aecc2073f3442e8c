Feature: A certificate that says what none may say

  A serial number is positive (RFC 5280 §4.1.2.2). A strict parser refuses the certificate; who checks
  nothing never comes to that.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-47 @ESA-11 @ESA-12 @ESA-13 @inferred
  Scenario Outline: The serial number is negative: <setting>
    Given the certificate at 192.0.2.1 is given a negative serial number
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting | fate                   | because                |
      | No      | delivered in plaintext | STARTTLS is never sent |

    @esa
    Examples:
      | setting                          | fate                | because                                  |
      | Preferred                        | delivered encrypted | the certificate is not checked           |
      | Required                         | delivered encrypted | the certificate is not checked           |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as malformed |
      | Required - Verify                | deferred            | the certificate is rejected as malformed |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as malformed |
