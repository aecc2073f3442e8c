Feature: DANE on an ESA that is mandatory lets nothing go without a record that matches

  Whatever the TLS setting makes of a certificate: without a secure way to a host, and a usable record, it is given up.

  Background: one MX host, whose certificate names another
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the answers for example.com are secure
    And DANE is "opportunistic"
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |

  @esa @ESA-82 @inferred
  Scenario Outline: DANE is mandatory, and there are no records: <setting>
    Given the TLS setting for example.com is "<setting>"
    And DANE for example.com is "mandatory"
    And the certificate at 192.0.2.1 has instead
      | DNS | example.com |
    When a message is sent to bob@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

    Examples:
      | setting           |
      | Preferred         |
      | Required - Verify |

  @esa @ESA-82 @inferred
  Scenario: DANE is mandatory, and the address of the host is not secure
    Given these DNS records instead:
      | example.com | MX | 10 mx1.other.not |
    And these DNS records:
      | mx1.other.not | A | 192.0.2.1 |
    And the TLS setting for example.com is "Preferred"
    And DANE for example.com is "mandatory"
    And mx1.other.not has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

  @esa @ESA-82 @inferred
  Scenario Outline: DANE is mandatory, and no record matches: <setting>
    Given the TLS setting for example.com is "<setting>"
    And DANE for example.com is "mandatory"
    And the certificate at 192.0.2.1 has instead
      | DNS | example.com |
    And mx1.example.com has a TLSA record for another key
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | setting           |
      | Preferred         |
      | Required - Verify |

  @esa @ESA-82 @inferred
  Scenario Outline: DANE is mandatory, and no record can be used: <reading>
    Given the TLS setting for example.com is "Required - Verify"
    And DANE for example.com is "mandatory"
    And the option "dane_unusable" is "<reading>"
    And the certificate at 192.0.2.1 has instead
      | DNS | example.com |
    And mx1.example.com has these TLSA records:
      | 1 1 1 | the certificate |
    When a message is sent to bob@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

    Examples:
      | reading |
      | rfc     |
      | setting |
