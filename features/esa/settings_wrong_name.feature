Feature: A certificate that is not accepted costs the mail only where verification is required

  "Preferred" and "Required" do not look at the certificate. "Preferred - Verify" looks and delivers
  all the same, encrypted. "Required - Verify" and "Required - Verify Hosted Domains" say QUIT.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-26 @ESA-14 @R3207-9
  Scenario Outline: Verification failure leads to no mail command: <setting>
    Given the certificate at 192.0.2.1 has instead
      | DNS | other.not |
      | CN  | other.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what happens>

    Examples:
      | setting                          | fate                   | what happens                                |
      | No                               | delivered in plaintext | STARTTLS is never sent                      |
      | Preferred                        | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | Required                         | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | Preferred - Verify               | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | Required - Verify                | deferred               | the sender says QUIT and sends no mail      |
      | Required - Verify Hosted Domains | deferred               | the sender says QUIT and sends no mail      |

  @esa @ES-28 @ESA-13 @ESA-14
  Scenario Outline: Chain good, identity bad: <setting>
    Given the certificate at 192.0.2.1 has instead
      | DNS | other.not |
      | CN  | other.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what happens>

    Examples:
      | setting                          | fate                   | what happens                       |
      | No                               | delivered in plaintext | STARTTLS is never sent             |
      | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | Required                         | delivered encrypted    | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | Required - Verify                | deferred               | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred               | no name of the certificate matches |
