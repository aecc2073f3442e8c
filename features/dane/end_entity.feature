Feature: DANE-EE: the certificate of the record, or its key, whatever else it says

  A record with usage 3 designates the server's own certificate. Names and dates say nothing beside it (RFC 7672 §3.1.1), and any
  record that matches will do, so that keys can be changed without a gap.

  Background: one MX host, and DANE where it is there
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
      | CN  | other.not |

  @must @RDANE-13
  Scenario Outline: DA-01 3 1 1 matches; name and date are wrong: <security>
    Given <security>
    And the certificate at 192.0.2.1 is expired
    And mx1.example.com has a TLSA record for its key
    And example.com has a TLSA record for the certificate at 192.0.2.1
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE

    Examples:
      | security                                  |
      | the answers for example.com are secure    |
      | the zone example.com is signed            |
      | the zone example.com is signed with NSEC3 |

  @must @RDANE-1
  Scenario Outline: DA-02 3 1 1 does not match: <security>
    Given <security>
    And mx1.example.com has a TLSA record for another key
    And example.com has a TLSA record for another key
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-1
  Scenario Outline: DA-03 A key is being changed, and the second of two records matches: <security>
    Given <security>
    And the certificate at 192.0.2.1 has instead
      | DNS | mx1.example.com |
    And example.com has a TLSA record for the certificate at 192.0.2.1
    And mx1.example.com has these TLSA records:
      | 3 1 1 | another         |
      | 3 1 1 | the certificate |
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-1
  Scenario Outline: DA-04 <record> matches: <security>
    Given <security>
    And mx1.example.com has these TLSA records:
      | <record> | the certificate |
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE

    Examples:
      | security                               | record |
      | the answers for example.com are secure | 3 0 1  |
      | the answers for example.com are secure | 3 0 2  |
      | the answers for example.com are secure | 3 0 0  |
      | the answers for example.com are secure | 3 1 0  |
      | the answers for example.com are secure | 3 1 2  |
      | the zone example.com is signed         | 3 0 1  |
      | the zone example.com is signed         | 3 0 2  |
      | the zone example.com is signed         | 3 0 0  |
