Feature: Where mail goes

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "encrypted"

  @must @R5321-2
  Scenario: A domain that does not exist
    Given the TLS setting for nowhere.not is "encrypted"
    When a message is sent to u@nowhere.not
    Then the message is bounced

  @must @R5321-1 @R5321-2
  Scenario: A domain that is an alias of nothing
    Given these DNS records:
      | alias.not | CNAME | nothing.not |
    And the TLS setting for alias.not is "encrypted"
    When a message is sent to u@alias.not
    Then the message is bounced

  @must @R5321-2
  Scenario Outline: Questions for the MX record <fails>
    Given questions for MX of example.com <fails>
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

    Examples:
      | fails                   |
      | are answered "SERVFAIL" |
      | are answered "REFUSED"  |
      | stay unanswered         |

  @must @R5321-2
  Scenario: A question that goes unanswered once
    Given questions for MX of example.com stay unanswered once
    When a message is sent to u@example.com
    Then the message is delivered encrypted

  @must @R5321-7 @R5321-8
  Scenario Outline: The better host fails, and the other takes the message: connections to it <fault>
    Given these DNS records:
      | example.com     | MX | 20 mx2.example.com |
      | mx2.example.com | A  | 192.0.2.2          |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | mx2.example.com |
    And connections to 192.0.2.1 <fault>
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx2.example.com
    And no mail command is sent in the clear

    Examples:
      | fault                   |
      | are reset               |
      | are cut after 10 bytes  |
      | are cut after 300 bytes |
