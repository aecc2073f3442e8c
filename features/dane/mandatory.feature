Feature: DANE that is mandatory lets nothing go without a record that matches

  What is opportunistic elsewhere is then a condition: without a usable record the message waits (RFC 7672 §6).

  Background: one MX host, and DANE where it is there
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"

  @must @RDANE-19
  Scenario Outline: DA-37 DANE is mandatory, and there are no records: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And DANE for example.com is "mandatory"
    When a message is sent to bob@example.com
    Then the message is deferred

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-19
  Scenario: DANE is mandatory, and a record matches
    Given the answers for example.com are secure
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And mx1.example.com has a TLSA record for its key
    And DANE for example.com is "mandatory"
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE
