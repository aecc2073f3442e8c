Feature: Records that nobody can use ask for TLS all the same

  Usages 0 and 1 mean nothing in SMTP (RFC 7672 §3.1.3), and what a client does not know it cannot use. Secure records, of which
  none is usable, mean TLS without authentication (§2.2), and never plaintext.

  Background: one MX host, and DANE where it is there
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"

  @must @RDANE-2 @RDANE-16
  Scenario Outline: <row> Only <record> of another certificate: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    And mx1.example.com has these TLSA records:
      | <record> | another |
    When a message is sent to bob@example.com
    Then the message is delivered encrypted

    Examples:
      | row   | security                               | record |
      | DA-13 | the answers for example.com are secure | 0 0 1  |
      | DA-13 | the answers for example.com are secure | 1 1 1  |
      | DA-14 | the answers for example.com are secure | 3 7 1  |
      | DA-14 | the answers for example.com are secure | 3 1 9  |
      | DA-13 | the zone example.com is signed         | 1 1 1  |
      | DA-14 | the zone example.com is signed         | 3 7 1  |

  @must @RDANE-2 @inferred
  Scenario: DA-15 A digest of the wrong length
    Given the answers for example.com are secure
    And these DNS records:
      | _25._tcp.mx1.example.com | TLSA | 3 1 1 000102030405060708090a0b0c0d0e0f10111213 |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    When a message is sent to bob@example.com
    Then the message is delivered encrypted

  @must @RDANE-2 @RDANE-12
  Scenario Outline: DA-18 Only records that nobody can use, and no STARTTLS: <security>
    Given <security>
    And an MTA at 192.0.2.1 without STARTTLS
    And mx1.example.com has these TLSA records:
      | 1 1 1 | another |
    And example.com has these TLSA records:
      | 1 1 1 | another |
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |
