Feature: A sender that is a mail exchanger of the domain, among equals

  Whatever the order that chance gives to mail exchangers of equal preference, the sender leaves out itself and its equals.

  Background:
    Given the sender calls itself mx0.example.com
    And the sender is at 192.0.2.10
    And these DNS records:
      | example.com     | MX | 20 mx1.example.com |
      | example.com     | MX | 20 mx0.example.com |
      | example.com     | MX | 20 mx2.example.com |
      | mx0.example.com | A  | 192.0.2.10         |
      | mx1.example.com | A  | 192.0.2.1          |
      | mx2.example.com | A  | 192.0.2.2          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com, mx2.example.com |
    And the TLS setting for example.com is "encrypted"
    And whatever the order among equals

  @must @DN-32 @R5321-10
  Scenario: Nobody is better: the mail goes to none of the equals
    When a message is sent to u@example.com
    Then the message is bounced
    And 192.0.2.1 is never contacted
    And 192.0.2.2 is never contacted

  @must @R5321-10
  Scenario: Somebody is better, and out of reach: the mail waits, and goes to none of the equals
    Given these DNS records:
      | example.com     | MX | 10 mx3.example.com |
      | mx3.example.com | A  | 192.0.2.3          |
    And an MTA at 192.0.2.3 whose certificate has
      | DNS | example.com, mx3.example.com |
    And the MTA at 192.0.2.3 greets with "421 4.3.2 Not now"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.3 is contacted once
    And 192.0.2.1 is never contacted
    And 192.0.2.2 is never contacted
