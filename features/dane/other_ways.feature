Feature: DANE at another port, by a server name, and without MX records

  Background: one MX host, and DANE where it is there
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"

  @must @RDANE-10
  Scenario Outline: DA-35 The port is the one that is connected to: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    And the MTA at 192.0.2.1 listens on port 2525
    And the SMTP routes:
      """
      example.com [mx1.example.com]:2525
      """
    And these DNS records:
      | _25._tcp.mx1.example.com | TLSA | 3 1 1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f |
    When a message is sent to bob@example.com
    Then the message is delivered encrypted

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-18
  Scenario Outline: DA-36 The server name is the TLSA base domain: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    And the MTA at 192.0.2.1 shows to clients that ask for mx1.example.com a certificate that has
      | DNS | mx1.example.com |
      | key | P-384           |
    And mx1.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE
    And the server name mx1.example.com is sent

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-18
  Scenario: The server name is sent, whatever the server does with it
    Given the answers for example.com are secure
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And mx1.example.com has a TLSA record for its key
    And example.com has a TLSA record for the certificate at 192.0.2.1
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE
    And the server name mx1.example.com is sent

  @must @RDANE-14
  Scenario Outline: DA-40 Without MX records the domain itself has them: <security>
    Given there is no MX record of example.com
    And these DNS records:
      | example.com | A | 192.0.2.1 |
    And <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    And example.com has a TLSA record for the authority
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-21
  Scenario: DA-41 An address literal
    Given the answers for example.com are secure
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And mx1.example.com has a TLSA record for another key
    When a message is sent to bob@[192.0.2.1]
    Then the message is delivered encrypted
    And the name server is never asked
