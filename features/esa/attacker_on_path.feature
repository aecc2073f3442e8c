Feature: What an attacker on the path to the real server gains under each setting

  He has the server's address and not its reverse name, and no certificate in its name. Under the
  settings that do not require verification it reads the mail.

  Background: the honest server
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-51 @ESA-45 @ESA-53
  Scenario Outline: On-path attacker with an honest certificate of another name: <setting>
    Given an attacker in front of 192.0.2.1 whose certificate has
      | DNS | mx.evil.not |
      | CN  | mx.evil.not |
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

  @esa @ES-52 @RATK-1
  Scenario Outline: On-path attacker strips STARTTLS: <setting>
    Given an attacker in front of 192.0.2.1 who strips STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And STARTTLS is never sent

    Examples:
      | setting                          | fate                   |
      | No                               | delivered in plaintext |
      | Preferred                        | delivered in plaintext |
      | Required                         | deferred               |
      | Preferred - Verify               | delivered in plaintext |
      | Required - Verify                | deferred               |
      | Required - Verify Hosted Domains | deferred               |
