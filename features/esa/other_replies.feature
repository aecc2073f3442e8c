@esa
Feature: A server that does not say what belongs at the beginning of a session

  The ESA gives it up and takes the next one. Nothing says so: a standard would let it go on.

  Background:
    Given the sender is ESA
    And these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | example.com     | MX | 20 mx2.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
      | mx2.example.com | A  | 192.0.2.2          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com |
    And the TLS setting for example.com is "Required"

  @SM-06 @R5321-20 @inferred
  Scenario Outline: Any 2xx is not a greeting, nor an answer to EHLO: <answers> "<reply>"
    Given the MTA at 192.0.2.1 <answers> with "<reply>"
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx2.example.com
    And 192.0.2.1 is contacted once

    Examples:
      | answers      | reply           |
      | greets       | 250 mx1 here    |
      | greets       | 221 mx1 closes  |
      | answers EHLO | 220 mx1 welcome |
      | answers EHLO | 251 mx1 will do |

  @SM-07 @R5321-21 @inferred
  Scenario Outline: EHLO is answered "<reply>"
    Given the MTA at 192.0.2.1 answers EHLO with "<reply>"
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx2.example.com
    And no HELO is sent

    Examples:
      | reply             |
      | 451 4.3.0 Not now |
      | 421 4.3.2 Closing |

  @R5321-21 @inferred
  Scenario: No other host
    Given the MTA at 192.0.2.1 answers EHLO with "451 4.3.0 Not now"
    And the MTA at 192.0.2.2 refuses connections
    When a message is sent to u@example.com
    Then the message is deferred
    And no HELO is sent
