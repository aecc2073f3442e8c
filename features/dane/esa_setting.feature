Feature: On an ESA a TLSA record that matches verifies, and one that does not forbids

  Which of both has the last word where a record matches and the setting would reject the certificate is told nowhere, so there is
  an option.

  Background: one MX host, whose certificate names another
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the answers for example.com are secure
    And DANE is "opportunistic"
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |

  @esa @ESA-83 @inferred
  Scenario Outline: <what> a record matches, and no name does: <setting>
    Given the TLS setting for example.com is "<setting>"
    And the option "dane_before_setting" is "<before>"
    And mx1.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | what               | before | setting                          | fate                |
      | DA-42              | yes    | Preferred - Verify               | delivered verified  |
      | DA-42              | yes    | Required - Verify                | delivered verified  |
      | DA-42              | yes    | Required - Verify Hosted Domains | delivered verified  |
      | The setting first: | no     | Preferred - Verify               | delivered encrypted |
      | The setting first: | no     | Required - Verify                | deferred            |
      | The setting first: | no     | Required - Verify Hosted Domains | deferred            |

  @esa @ESA-83 @inferred
  Scenario Outline: No record matches, and a name does: <before>, <setting>
    Given the TLS setting for example.com is "<setting>"
    And the option "dane_before_setting" is "<before>"
    And the certificate at 192.0.2.1 has instead
      | DNS | example.com |
    And mx1.example.com has a TLSA record for another key
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | before | setting                          |
      | yes    | Preferred                        |
      | yes    | Required                         |
      | yes    | Preferred - Verify               |
      | yes    | Required - Verify                |
      | yes    | Required - Verify Hosted Domains |
      | no     | Preferred - Verify               |
      | no     | Required - Verify                |

  @esa @ESA-83 @inferred
  Scenario: No record matches, and no option leads back to plaintext
    Given the TLS setting for example.com is "Preferred - Verify"
    And the option "pref_verify_post220" is "plaintext_reconnect"
    And mx1.example.com has a TLSA record for its key
    And the MTA at 192.0.2.1 answers the TLS handshake with the alert 40
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent
