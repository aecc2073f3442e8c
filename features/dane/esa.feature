Feature: DANE on an ESA stands beside the TLS setting of a destination

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

  @esa @ESA-83 @inferred
  Scenario Outline: DA-42 A record matches, and no name does: <before>, <setting>
    Given the TLS setting for example.com is "<setting>"
    And the option "dane_before_setting" is "<before>"
    And mx1.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | before | setting                          | fate                |
      | yes    | Preferred - Verify               | delivered verified  |
      | yes    | Required - Verify                | delivered verified  |
      | yes    | Required - Verify Hosted Domains | delivered verified  |
      | no     | Preferred - Verify               | delivered encrypted |
      | no     | Required - Verify                | deferred            |
      | no     | Required - Verify Hosted Domains | deferred            |

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

  @esa @ESA-84 @inferred
  Scenario Outline: The records of <where> count for a route to <route>
    Given the TLS setting for example.com is "Preferred"
    And these DNS records:
      | relay.example.com | MX | 10 mx1.example.com |
      | relay.example.com | A  | 192.0.2.1          |
    And the MTA at 192.0.2.1 listens on port <port>
    And the SMTP routes:
      """
      example.com <route>
      """
    And these DNS records:
      | <owner> | TLSA | 3 1 1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f |
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | route                    | where                  | owner                        | fate                | port |
      | [relay.example.com]      | the name               | _25._tcp.relay.example.com   | deferred            | 25   |
      | [relay.example.com]      | no MX host of the name | _25._tcp.mx1.example.com     | delivered encrypted | 25   |
      | relay.example.com        | its MX host            | _25._tcp.mx1.example.com     | deferred            | 25   |
      | relay.example.com        | its MX host alone      | _25._tcp.relay.example.com   | delivered encrypted | 25   |
      | [relay.example.com]:2525 | that port              | _2525._tcp.relay.example.com | deferred            | 2525 |
      | [relay.example.com]:2525 | no other port          | _25._tcp.relay.example.com   | delivered encrypted | 2525 |
      | relay.example.com:2525   | its host at that port  | _2525._tcp.mx1.example.com   | deferred            | 2525 |
      | 192.0.2.1                | nobody                 | _25._tcp.mx1.example.com     | delivered encrypted | 25   |

  @esa @ESA-84 @inferred
  Scenario Outline: DANE is mandatory, and a route leads to <route>
    Given the TLS setting for example.com is "Required"
    And DANE for example.com is "mandatory"
    And the SMTP routes:
      """
      example.com <route>
      """
    And mx1.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | route             | fate               |
      | [mx1.example.com] | delivered verified |
      | mx1.example.com   | delivered verified |
      | 192.0.2.1         | deferred           |
      | /dev/null         | discarded          |

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
