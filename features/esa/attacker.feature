Feature: What an attacker who forges the MX answer gains under each setting

  Whoever owns an address owns its reverse name. So a sender that a forged MX answer leads astray
  accepts the attacker's honest certificate, by "Verify" through the reverse name and by "Verify
  Hosted Domains" through the MX name. This is what the rules say, and the weakness of both.

  Background: the honest server, and what the attacker owns
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | mx.evil.not     | A   | 203.0.113.66       |
      | 203.0.113.66    | PTR | mx.evil.not        |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And an MTA at 203.0.113.66 whose certificate has
      | DNS | mx.evil.not |
      | CN  | mx.evil.not |

  @esa @ES-49 @ESA-43 @ESA-45 @ESA-52
  Scenario Outline: Spoofed MX, attacker's honest certificate: <setting>
    Given these DNS records instead:
      | example.com | MX | 10 mx.evil.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate> via mx.evil.not
    And <what happens>
    And 192.0.2.1 is never contacted

    Examples:
      | setting                          | fate                   | what happens                      |
      | No                               | delivered in plaintext | STARTTLS is never sent            |
      | Preferred                        | delivered encrypted    | the certificate is not checked    |
      | Required                         | delivered encrypted    | the certificate is not checked    |
      | Preferred - Verify               | delivered verified     | the certificate matches by CN~PTR |
      | Required - Verify                | delivered verified     | the certificate matches by CN~PTR |
      | Required - Verify Hosted Domains | delivered verified     | the certificate matches by SAN~MX |
