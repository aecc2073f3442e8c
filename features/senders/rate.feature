Feature: A server that takes so many connections in a time

  Who comes too often is greeted with 421, waits, and comes again.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the MTA at 192.0.2.1 takes 2 connections in 1 hour and greets others with "421 4.7.0 Too many connections"
    And the TLS setting for example.com is "encrypted"

  @esa @ESA-16 @ESA-61
  Scenario: The third message waits until the hour is over
    When a message is sent to u@example.com
    And a message is sent to v@example.com
    And a message is sent to w@example.com
    Then the message to w@example.com is deferred
    And the message to v@example.com is delivered encrypted
    And 192.0.2.1 is contacted 3 times
    When 59 minutes pass
    Then the message to w@example.com is deferred
    When 1 hour pass
    Then the message to w@example.com is delivered encrypted
