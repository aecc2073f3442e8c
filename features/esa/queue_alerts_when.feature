@esa
Feature: What is worth an alert, and what is not

  The documents speak of TLS that cannot be negotiated; that a certificate which is not verified counts as well is an option.

  Background: a server with the certificate of somebody else
    Given the sender is ESA
    And these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | example.org     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    And the default TLS setting is "Required - Verify"

  @ESA-16
  Scenario: Alerts are given only where they are switched on
    When a message is sent to u@example.com
    Then the message is deferred
    And no alert is given

  @ESA-16 @inferred
  Scenario Outline: A wrong name, and "alert_on" is <option>
    Given the option "alerts" is "on"
    And the option "alert_on" is "<option>"
    When a message is sent to u@example.com
    Then the message is deferred
    And <alert>

    Examples:
      | option       | alert                               |
      | verification | the administrators are alerted once |
      | negotiation  | no alert is given                   |

  @ESA-16
  Scenario Outline: It is not TLS that fails: <wrong>
    Given the option "alerts" is "on"
    And the certificate at 192.0.2.1 has instead
      | DNS | example.com |
    And the MTA at 192.0.2.1 <wrong>
    When a message is sent to u@example.com
    Then the message is <fate>
    And no alert is given

    Examples:
      | wrong                                       | fate     |
      | refuses connections                         | deferred |
      | greets with "421 4.3.2 Not now"             | deferred |
      | answers RCPT inside TLS with "451 4.2.1 No" | deferred |
      | answers RCPT inside TLS with "550 5.1.1 No" | bounced  |

  @ESA-16 @inferred
  Scenario: One for each attempt
    Given the option "alerts" is "on"
    When a message is sent to u@example.com
    And 60 seconds pass
    Then the message is deferred
    And the administrators are alerted twice

  @ESA-16 @inferred
  Scenario: One for each domain
    Given the option "alerts" is "on"
    When a message is sent to u@example.com, v@example.com, w@example.org
    Then the message is deferred
    And the administrators are alerted twice
