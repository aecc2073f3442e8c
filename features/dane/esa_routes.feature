Feature: On an ESA the SMTP route says where TLSA records are

  A name in brackets is the host itself, a plain name leads to its MX hosts first, and an address has no records.

  Background: one MX host, whose certificate names another
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the answers for example.com are secure
    And DANE is "opportunistic"
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |

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
