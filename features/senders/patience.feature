Feature: A server that is slow, late or silent

  A client waits for each reply, five minutes at least, and not for ever. A real program waits by the machine's clock: one
  that can be told to wait less meets a world that is slow and late by a clock that goes so much faster.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the TLS setting for example.com is "encrypted"

  @should @R5321-15
  Scenario Outline: Slow, and in time: <bytes> bytes a second
    Given connections to 192.0.2.1 carry <bytes> bytes a second
    When a message is sent to u@example.com
    Then the message is delivered encrypted

    Examples:
      | bytes |
      | 2000  |
      | 100   |

  @must @R5321-25
  Scenario Outline: Silent for good: the MTA stays silent in place of <answer>
    Given the MTA at 192.0.2.1 stays silent in place of <answer>
    When a message is sent to u@example.com
    Then the message is deferred or bounced

    Examples:
      | answer                    |
      | a greeting                |
      | answering EHLO            |
      | answering STARTTLS        |
      | a TLS handshake           |
      | answering MAIL inside TLS |
      | answering RCPT inside TLS |
      | answering DATA inside TLS |
      | answering . inside TLS    |

  @choice @R5321-25
  Scenario Outline: Later than anybody has to wait: the MTA <answers> too late
    Given the MTA at 192.0.2.1 <answers> too late
    When a message is sent to u@example.com
    Then the message is deferred, bounced or delivered encrypted

    Examples:
      | answers                 |
      | greets                  |
      | answers EHLO            |
      | answers STARTTLS        |
      | answers EHLO inside TLS |
      | answers MAIL inside TLS |
      | answers RCPT inside TLS |

  @should @R5321-12
  Scenario: Silent, and well again
    Given the MTA at 192.0.2.1 stays silent in place of answering STARTTLS
    When a message is sent to u@example.com
    Then the message is deferred
    When the MTA at 192.0.2.1 recovers
    And 30 minutes pass
    Then the message is delivered encrypted
