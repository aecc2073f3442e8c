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
  Scenario Outline: DA-42 A record matches, and no name does: <setting>
    Given the TLS setting for example.com is "<setting>"
    And mx1.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is delivered verified

    Examples:
      | setting                          |
      | Preferred - Verify               |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @ESA-83 @inferred
  Scenario Outline: By option the setting has the last word, and no name matches: <setting>
    Given the TLS setting for example.com is "<setting>"
    And the option "dane_before_setting" is "no"
    And mx1.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | setting                          | fate                |
      | Preferred - Verify               | delivered encrypted |
      | Required - Verify                | deferred            |
      | Required - Verify Hosted Domains | deferred            |

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
