Feature: A lookup for DANE that fails is no proof that there is nothing

  Who can drop answers could switch DANE off if a failure meant none. So a failing lookup of TLSA records makes a host
  unreachable, and a failing lookup of MX records delays the message (RFC 7672 §2.1.2).

  Background: one MX host, and DANE where it is there
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And mx1.example.com has a TLSA record for its key

  @must @RDANE-4
  Scenario Outline: DA-23 The answer to the question for TLSA records is bogus: <forgery>, <security>
    Given <security>
    And questions for TLSA of mx1.example.com are answered with <forgery>
    When a message is sent to bob@example.com
    Then the message is deferred

    Examples:
      | security                               | forgery                           |
      | the answers for example.com are secure | expired signatures                |
      | the zone example.com is signed         | expired signatures                |
      | the zone example.com is signed         | signatures that are not yet valid |
      | the zone example.com is signed         | signatures of another key         |
      | the zone example.com is signed         | no signatures                     |
      | the zone example.com is signed         | changed records                   |

  @must @RDANE-4
  Scenario: DA-23 There are no TLSA records, and nothing proves it
    Given the zone example.com is signed
    And there is no TLSA record of mx1.example.com
    And the absence of records of example.com is not proven
    When a message is sent to bob@example.com
    Then the message is deferred

  @must @RDANE-4
  Scenario: DA-24 Nobody answers the question for TLSA records
    Given the answers for example.com are secure
    And questions for TLSA of mx1.example.com stay unanswered
    When a message is sent to bob@example.com
    Then the message is deferred

  @must @RDANE-4
  Scenario: The name server fails when it is asked for TLSA records
    Given the answers for example.com are secure
    And questions for TLSA of mx1.example.com are answered "SERVFAIL"
    And questions for TLSA of example.com are answered "SERVFAIL"
    When a message is sent to bob@example.com
    Then the message is deferred

  @must @RDANE-5
  Scenario Outline: DA-25 The answer to the question for MX records is bogus: <security>
    Given <security>
    And questions for MX of example.com are answered with changed records
    When a message is sent to bob@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-4
  Scenario: The failure is over at the next attempt
    Given the answers for example.com are secure
    And questions for TLSA of mx1.example.com are answered "SERVFAIL"
    When a message is sent to bob@example.com
    Then the message is deferred
    When the name server recovers
    And 30 minutes pass
    Then the message is delivered verified by DANE
