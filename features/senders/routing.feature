Feature: Where mail goes, and what the DNS leaves open

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

  @choice @R5321-6
  Scenario Outline: The MX record names <what>
    Given these DNS records instead:
      | example.com | MX | 10 <name> |
    And these DNS records:
      | <name> | <type> | <value> |
    When a message is sent to u@example.com
    Then the message is delivered encrypted, deferred or bounced

    Examples:
      | what                | name              | type  | value           |
      | an alias            | alias.example.net | CNAME | mx1.example.com |
      | a name of one label | mail.             | A     | 192.0.2.1       |
      | an underscore       | my_mx.example.com | A     | 192.0.2.1       |
      | a star              | *.example.net     | A     | 192.0.2.1       |

  @choice @R5321-4
  Scenario: The MX records name the loopback address and a good host
    Given these DNS records:
      | example.com    | MX | 5 lo.example.net |
      | lo.example.net | A  | 127.0.0.1        |
    And an MTA at 127.0.0.1 without STARTTLS
    When a message is sent to u@example.com
    Then the message is delivered encrypted, deferred or bounced

  @choice @R7505-2
  Scenario: A null MX beside a real one
    Given these DNS records:
      | example.com | MX | 0 . |
    When a message is sent to u@example.com
    Then the message is delivered encrypted, deferred or bounced

  @choice @R7505-1
  Scenario: The root as target with a preference of its own
    Given these DNS records instead:
      | example.com | MX | 10 . |
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And 192.0.2.1 is never contacted

  @choice @R5321-1
  Scenario: Aliases that lead round in a circle
    Given these DNS records:
      | circle.not | CNAME | round.not  |
      | round.not  | CNAME | circle.not |
    And the TLS setting for circle.not is "encrypted"
    When a message is sent to u@circle.not
    Then the message is deferred or bounced
