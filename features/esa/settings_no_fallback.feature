Feature: "Preferred" never falls back after the 220, even where plaintext would work

  The same server takes the mail for clear.not in plaintext at the same time: it is the sender that
  does not go on in the clear once the server has said 220.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And these DNS records:
      | clear.not | MX | 10 mx1.example.com |
    And the TLS setting for clear.not is "No"
    And the MTA at 192.0.2.1 answers the TLS handshake with the alert 80

  @esa @ES-25 @ESA-11
  Scenario Outline: Preferred never falls back after 220 even when plaintext would work: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com, u@clear.not
    Then the message to u@clear.not is delivered in plaintext
    And the message to u@example.com is <fate>
    And <what the server saw>

    Examples:
      | setting                          | fate                   | what the server saw          |
      | No                               | delivered in plaintext | STARTTLS is never sent       |
      | Preferred                        | deferred               | 192.0.2.1 is contacted twice |
      | Required                         | deferred               | 192.0.2.1 is contacted twice |
      | Required - Verify                | deferred               | 192.0.2.1 is contacted twice |
      | Required - Verify Hosted Domains | deferred               | 192.0.2.1 is contacted twice |

    @ambiguous @AMB-12
    Examples:
      | setting            | fate     | what the server saw          |
      | Preferred - Verify | deferred | 192.0.2.1 is contacted twice |
