@esa
Feature: Replies that nobody asked for, inside TLS, and what the model makes of them

  Background:
    Given the sender is ESA
    And these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    And the MTA at 192.0.2.1 answers EHLO inside TLS and adds "250 OK\n250 OK\n354 Go on\n250 OK\n" in the same segment
    And the TLS setting for example.com is "Required"

  @SM-15 @R5321-24 @inferred
  Scenario: The session is given up
    When a message is sent to u@example.com
    Then the message is deferred
    And the rule is R5321-24
    And no mail command is sent

  @R5321-24 @inferred
  Scenario: They are believed
    Given the option "unasked_replies" is "believed"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
