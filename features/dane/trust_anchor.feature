Feature: DANE-TA: an issuer that the server sends, and a name that counts

  A record with usage 2 designates a trust anchor. The server has to send it (RFC 7672 §3.1.2), the chain has to be valid, and
  the certificate has to name the TLSA base domain or the next-hop domain (§3.2.2). Nobody's list of authorities matters.

  Background: one MX host, and DANE where it is there
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"

  @must @RDANE-14 @RDANE-15
  Scenario Outline: <row> <record>, and the certificate names <name>: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | <name> |
    And the certificate at 192.0.2.1 is issued below an unknown root
    And mx1.example.com has these TLSA records:
      | <record> | the authority |
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE

    Examples:
      | row   | security                               | record | name            |
      | DA-06 | the answers for example.com are secure | 2 0 1  | mx1.example.com |
      | DA-07 | the answers for example.com are secure | 2 0 1  | example.com     |
      | DA-12 | the answers for example.com are secure | 2 0 1  | *.example.com   |
      | DA-11 | the answers for example.com are secure | 2 1 1  | mx1.example.com |
      | DA-06 | the zone example.com is signed         | 2 0 1  | mx1.example.com |
      | DA-07 | the zone example.com is signed         | 2 0 1  | example.com     |
      | DA-11 | the zone example.com is signed         | 2 1 1  | mx1.example.com |

  @must @RDANE-14
  Scenario Outline: DA-08 The certificate names <name>, which does not count: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | <name> |
    And mx1.example.com has a TLSA record for the authority
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | security                               | name              |
      | the answers for example.com are secure | other.not         |
      | the answers for example.com are secure | a.mx1.example.com |
      | the zone example.com is signed         | other.not         |

  @must @RDANE-14
  Scenario: The name does not count, and the server takes no second connection
    Given the answers for example.com are secure
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    And the MTA at 192.0.2.1 changes with its second connection
    And the MTA at 192.0.2.1 refuses connections
    And mx1.example.com has a TLSA record for the authority
    And example.com has these TLSA records:
      | 2 0 1 | the authority at 192.0.2.1 |
    When a message is sent to bob@example.com
    Then the message is deferred

  @must @RDANE-15
  Scenario Outline: DA-09 The server does not send the trust anchor: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And mx1.example.com has these TLSA records:
      | 2 0 1 | the root |
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @R5280-1 @RDANE-14
  Scenario Outline: DA-10 The certificate has expired: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the certificate at 192.0.2.1 is expired
    And mx1.example.com has a TLSA record for the authority
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-17
  Scenario Outline: DA-39 A Common Name counts only without a DNS name: <dns>
    Given the answers for example.com are secure
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com |
      | DNS | <dns>           |
    And mx1.example.com has a TLSA record for the authority
    When a message is sent to bob@example.com
    Then the message is <fate>

    Examples:
      | dns       | fate               |
      | -         | delivered verified |
      | other.not | deferred           |
