Feature: Another reading of "Preferred - Verify" comes back without TLS

  Nobody states what "Preferred - Verify" does when the handshake fails after the 220. The model gives
  the server up; by option it connects once more and delivers in the clear.

  Background: a server whose handshake fails
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    And the MTA at 192.0.2.1 answers the TLS handshake with the alert 40
    And the option "pref_verify_post220" is "plaintext_reconnect"

  @esa @ambiguous @AMB-12
  Scenario: Preferred - Verify connects again and delivers in plaintext
    Given the TLS setting for example.com is "Preferred - Verify"
    When a message is sent to u@example.com
    Then the message is delivered in plaintext
    And nothing is said in plaintext after STARTTLS
    And 192.0.2.1 is contacted twice

  @esa @ESA-11 @ESA-12 @ESA-14
  Scenario Outline: The option does not change <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          |
      | Preferred                        |
      | Required                         |
      | Required - Verify                |
      | Required - Verify Hosted Domains |
