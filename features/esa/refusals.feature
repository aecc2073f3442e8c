@esa
Feature: What a server refuses once the conversation has come to the message

  A message that is refused for now waits; one that is refused for good bounces at once, and neither the same server nor
  another one is tried for it.

  Background: two mail exchangers
    Given the sender is ESA
    And these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | example.com     | MX  | 20 mx2.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | mx2.example.com | A   | 192.0.2.2          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And an MTA at 192.0.2.2 without STARTTLS

  @SM-01 @R5321-16
  Scenario: 451 after the end of the message: it waits, and is tried again
    Given the MTA at 192.0.2.1 answers . inside TLS with "451 4.3.0 Later"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is deferred
    When 60 seconds pass
    Then the message is deferred
    And 192.0.2.1 is contacted twice
    And 192.0.2.1 refuses . with "451 4.3.0"
    And nothing is said in plaintext after STARTTLS

  @SM-02 @R5321-16
  Scenario Outline: 550 after the end of the message: <setting>
    Given the MTA at 192.0.2.1 answers . inside TLS with "550 5.7.1 Not this"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    And 1 hour pass
    Then the message is bounced
    And the rule is R5321-16
    And 192.0.2.1 is contacted once
    And 192.0.2.2 is never contacted

    Examples:
      | setting                          |
      | Preferred                        |
      | Required                         |
      | Preferred - Verify               |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @SM-03 @R5321-14
  Scenario Outline: DATA is answered "<reply>"
    Given the MTA at 192.0.2.1 answers DATA inside TLS with "<reply>"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is <fate>
    And nothing of the message is sent

    Examples:
      | reply           | fate     |
      | 250 2.0.0 OK    | deferred |
      | 451 4.3.0 Later | deferred |
      | 550 5.7.1 No    | bounced  |
