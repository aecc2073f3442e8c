Feature: Before the 220 a setting that does not require TLS goes on in plaintext

  As long as the server has not answered STARTTLS with 220, nothing has been promised: "Preferred"
  and "Preferred - Verify" go on in the clear, on the same connection. The others keep the mail.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-02 @ESA-11 @ESA-12 @ESA-13 @ESA-14 @ESA-15
  Scenario Outline: The server does not offer STARTTLS: <setting>
    Given the MTA at 192.0.2.1 does not offer STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And STARTTLS is never sent
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   |
      | No                               | delivered in plaintext |
      | Preferred                        | delivered in plaintext |
      | Required                         | deferred               |
      | Preferred - Verify               | delivered in plaintext |
      | Required - Verify                | deferred               |
      | Required - Verify Hosted Domains | deferred               |

  @esa @ES-03 @ESA-15
  Scenario Outline: The server knows only HELO: <setting>
    Given the MTA at 192.0.2.1 answers EHLO with "502 5.5.1 What?"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And STARTTLS is never sent
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   |
      | No                               | delivered in plaintext |
      | Preferred                        | delivered in plaintext |
      | Required                         | deferred               |
      | Preferred - Verify               | delivered in plaintext |
      | Required - Verify                | deferred               |
      | Required - Verify Hosted Domains | deferred               |
