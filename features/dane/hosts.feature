Feature: DANE neither changes the order of hosts nor makes an insecure way secure

  A host is what the MX records say, in their order (RFC 7672 §2.2.1). Where these are not secure, whoever forged them may have
  records that match, so nothing counts as verified.

  Background: two MX hosts, and DANE where it is there
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | example.com     | MX | 20 mx2.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
      | mx2.example.com | A  | 192.0.2.2          |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | mx2.example.com |

  @must @RDANE-7
  Scenario Outline: DA-28 The better host has no records, the worse one has: <security>
    Given <security>
    And mx2.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is delivered encrypted via mx1.example.com

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-1
  Scenario Outline: DA-29 The better host fails, the worse one passes: <security>
    Given <security>
    And mx1.example.com has a TLSA record for another key
    And mx2.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is delivered verified via mx2.example.com
    And the message is delivered verified by DANE

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-4
  Scenario: The records of the better host cannot be looked up, the worse one passes
    Given the answers for example.com are secure
    And questions for TLSA of mx1.example.com are answered "SERVFAIL"
    And mx1.example.com has a TLSA record for its key
    And mx2.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is delivered verified via mx2.example.com
    And 192.0.2.1 is never contacted

  @must @RDANE-6 @RDANE-20
  Scenario: DA-26 The MX records are not secure, and the host's records match
    Given the answers for mx1.example.com are secure
    And mx1.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is delivered encrypted via mx1.example.com

  @must @RDANE-6 @RDANE-19
  Scenario: DA-27 The same, and DANE is mandatory
    Given the answers for mx1.example.com are secure
    And the answers for mx2.example.com are secure
    And mx1.example.com has a TLSA record for its key
    And mx2.example.com has a TLSA record for its key
    And DANE for example.com is "mandatory"
    When a message is sent to bob@example.com
    Then the message is deferred

  @must @RDANE-1
  Scenario: The records of the recipient domain say nothing of its MX host
    Given the answers for example.com are secure
    And example.com has these TLSA records:
      | 3 1 1 | another |
    When a message is sent to bob@example.com
    Then the message is delivered encrypted via mx1.example.com
