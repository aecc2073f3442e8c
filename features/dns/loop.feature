Feature: A sender that is itself a mail exchanger passes mail to better ones only

  It leaves out itself and every mail exchanger that is no better. If nothing is left the mail would
  go round in a loop, and it bounces (RFC 5321 §5.1). The sender's own name is sender.test.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 sender.test     |
      | example.com     | MX | 20 mx1.example.com |
      | sender.test     | A  | 192.0.2.10         |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.10 without STARTTLS
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "Required"

  @esa @DN-26 @R5321-10
  Scenario: The sender is the best MX
    When a message is sent to u@example.com
    Then the message is bounced
    And the reason says "5.4.6"
    And 192.0.2.1 is never contacted
    And 192.0.2.10 is never contacted

  @must @R5321-10
  Scenario Outline: The sender at preference <own> beside another at 20: <fate>
    Given these DNS records instead:
      | example.com | MX | <own> sender.test  |
      | example.com | MX | 20 mx1.example.com |
    When a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.10 is never contacted

    Examples:
      | own | fate                |
      | 19  | bounced             |
      | 20  | bounced             |
      | 21  | delivered encrypted |

  @must @R5321-10 @AMB-26
  Scenario: The sender knows its own name in any letter case
    Given these DNS records instead:
      | example.com | MX | 10 Sender.TEST |
    When a message is sent to u@example.com
    Then the message is bounced
    And 192.0.2.10 is never contacted
