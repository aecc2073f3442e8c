Feature: Replies that nobody asked for, inside TLS

  Behind its reply to EHLO a server adds those to MAIL, RCPT, DATA and the message, and then it refuses the recipient. Who
  believes them takes the message for delivered.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
    And the MTA at 192.0.2.1 answers EHLO inside TLS and adds "250 OK\n250 OK\n354 Go on\n250 OK\n" in the same segment
    And the MTA at 192.0.2.1 answers RCPT inside TLS with "550 5.1.1 Nobody"
    And the TLS setting for example.com is "encrypted"

  @esa @SM-15 @R5321-24
  Scenario: The message does not count as delivered
    When a message is sent to u@example.com
    Then the message is deferred or bounced
