Feature: What a sender makes of odd DNS records

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "encrypted"

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
