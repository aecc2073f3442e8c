Feature: The other side gets well

  A temporary failure leaves a message in the queue, and it goes out by itself once the other side is well again.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the TLS setting for example.com is "Required"

  @should @ESA-16 @R5321-12
  Scenario Outline: <wrong>, and <well>
    Given <wrong>
    When a message is sent to u@example.com
    Then the message is deferred
    When <well>
    And 30 minutes pass
    Then the message is delivered encrypted

    Examples:
      | wrong                                                 | well                                      |
      | the MTA at 192.0.2.1 refuses connections              | the MTA at 192.0.2.1 recovers             |
      | the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"  | the MTA at 192.0.2.1 recovers             |
      | connections to 192.0.2.1 are reset                    | connections to 192.0.2.1 work again       |
      | connections to 192.0.2.1 stay unanswered              | connections to 192.0.2.1 work again       |
      | an attacker in front of 192.0.2.1 who strips STARTTLS | the attacker in front of 192.0.2.1 leaves |

  @should @ESA-16 @R5321-12
  Scenario: The attacker leaves, and the MTA is unwell
    Given an attacker in front of 192.0.2.1 who strips STARTTLS
    And the MTA at 192.0.2.1 answers STARTTLS with "454 4.7.0 TLS not available"
    When a message is sent to u@example.com
    And the attacker in front of 192.0.2.1 leaves
    And 30 minutes pass
    Then the message is deferred
    When the MTA at 192.0.2.1 recovers
    And 2 hours pass
    Then the message is delivered encrypted
