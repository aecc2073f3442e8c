Feature: A domain that does not exist bounces, and a name server in trouble defers

  "There is no such domain" is an answer. No answer, or one that says that the name server could not
  find out, is none: the mail waits (RFC 5321 §5.1).

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "Required"

  @esa @DN-15 @R5321-2 @AMB-42
  Scenario: Recipient domain does not exist
    Given the TLS setting for nowhere.not is "Required"
    When a message is sent to u@nowhere.not
    Then the message is bounced
    And the reason says "5.1.2"
    And the questions are:
      | nowhere.not | MX |

  @esa @DN-20 @R5321-2
  Scenario: MX lookup SERVFAIL
    Given questions for MX of example.com are answered "SERVFAIL"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted
    And the MX record of example.com is asked for once

  @esa @DN-21 @R5321-2
  Scenario: MX lookup times out
    Given questions for MX of example.com stay unanswered
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted
    And the MX record of example.com is asked for twice

  @must @R5321-2
  Scenario Outline: The address of the only MX cannot be found out: <type> lookup <code>
    Given these DNS records instead:
      | example.com | MX | 10 mx2.example.com |
    And these DNS records:
      | mx2.example.com | TXT | a host without addresses |
    And questions for <type> of mx2.example.com are answered "<code>"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

    Examples:
      | type | code     |
      | A    | SERVFAIL |
      | A    | REFUSED  |
      | AAAA | SERVFAIL |
      | AAAA | REFUSED  |

  @esa @R5321-2
  Scenario: A question that goes unanswered once is asked again
    Given questions for MX of example.com stay unanswered once
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And the MX record of example.com is asked for twice

  @must @R5321-2
  Scenario: Delivered on retry after the name server recovers
    Given questions for MX of example.com are answered "SERVFAIL"
    When a message is sent to u@example.com
    Then the message is deferred
    When the name server recovers
    And 30 minutes pass
    Then the message is delivered encrypted via mx1.example.com

  @must @DN-31 @R5321-2
  Scenario: MX changed between attempts: the second attempt uses the new one
    Given these DNS records:
      | mx2.example.com | A | 192.0.2.2 |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com, mx2.example.com |
    And the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.2 is never contacted
    When the DNS records change to:
      | example.com | MX | 10 mx2.example.com |
    And 30 minutes pass
    Then the message is delivered encrypted via mx2.example.com
    And 192.0.2.1 is contacted once
