Feature: DANE on an ESA that is opportunistic stands beside the TLS setting of a destination

  The documents of the product name the values of DANE and say little else. What comes of them here is our reading: DANE as RFC 7672
  has it, and what the setting makes of a host where DANE has nothing to say.

  Background: one MX host, whose certificate names another
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the answers for example.com are secure
    And DANE is "opportunistic"
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |

  @esa @ESA-80 @inferred
  Scenario: Where TLS is off nobody asks for DANE
    Given the TLS setting for example.com is "No"
    And mx1.example.com has a TLSA record for another key
    When a message is sent to bob@example.com
    Then the message is delivered in plaintext
    And no TLSA record of mx1.example.com is asked for

  @esa @ESA-81 @inferred
  Scenario Outline: Without secure records the setting decides: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | setting                          | fate                |
      | Preferred                        | delivered encrypted |
      | Required                         | delivered encrypted |
      | Preferred - Verify               | delivered encrypted |
      | Required - Verify                | deferred            |
      | Required - Verify Hosted Domains | deferred            |

  @esa @ESA-81 @inferred
  Scenario Outline: Only records that nobody can use: <reading>, <setting>
    Given the TLS setting for example.com is "<setting>"
    And the option "dane_unusable" is "<reading>"
    And mx1.example.com has these TLSA records:
      | 1 1 1 | another |
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | reading | setting                          | fate                |
      | rfc     | Preferred                        | delivered encrypted |
      | rfc     | Preferred - Verify               | delivered encrypted |
      | rfc     | Required - Verify                | delivered encrypted |
      | rfc     | Required - Verify Hosted Domains | delivered encrypted |
      | setting | Preferred                        | delivered encrypted |
      | setting | Required - Verify                | deferred            |
      | setting | Required - Verify Hosted Domains | deferred            |

  @esa @ESA-81 @inferred
  Scenario Outline: Only records that nobody can use, and no STARTTLS: <reading>, <setting>
    Given the TLS setting for example.com is "<setting>"
    And the option "dane_unusable" is "<reading>"
    And an attacker in front of 192.0.2.1 who strips STARTTLS
    And mx1.example.com has these TLSA records:
      | 1 1 1 | another |
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | reading | setting            | fate                   |
      | rfc     | Preferred          | deferred               |
      | rfc     | Preferred - Verify | deferred               |
      | setting | Preferred          | delivered in plaintext |
      | setting | Preferred - Verify | delivered in plaintext |
      | setting | Required           | deferred               |

  @esa @ESA-85 @inferred
  Scenario Outline: The name server fails on <type>: <setting>
    Given the TLS setting for example.com is "<setting>"
    And mx1.example.com has a TLSA record for its key
    And questions for <type> of <name> are answered "SERVFAIL"
    When a message is sent to bob@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

    Examples:
      | setting           | type | name            |
      | Preferred         | TLSA | mx1.example.com |
      | Required - Verify | TLSA | mx1.example.com |
      | Preferred         | MX   | example.com     |
