@esa
Feature: Several recipients of one domain share a session, and not their fates

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

  @SM-04 @R5321-13
  Scenario Outline: One of two is refused for good: <setting>
    Given the MTA at 192.0.2.1 answers RCPT for v@example.com with "550 5.1.1 Nobody"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com, v@example.com
    Then the message to u@example.com is delivered verified via mx1.example.com
    And the message to v@example.com is bounced
    And 192.0.2.2 is never contacted

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @SM-05 @R5321-13 @ESA-16
  Scenario Outline: One of two is refused for now: <setting>
    Given the MTA at 192.0.2.1 answers RCPT for v@example.com with "451 4.2.1 Later"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com, v@example.com
    And 59 seconds pass
    Then the message to u@example.com is delivered verified via mx1.example.com
    And the message to v@example.com is deferred
    And 192.0.2.1 is contacted once
    When 60 seconds pass
    Then the message to u@example.com is delivered verified via mx1.example.com
    And the message to v@example.com is delivered verified via mx2.example.com
    And the second session with 192.0.2.1 names v@example.com alone

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @R5321-13
  Scenario: All are refused, one for now and one for good
    Given the MTA at 192.0.2.1 answers RCPT for u@example.com with "550 5.1.1 Nobody"
    And the MTA at 192.0.2.1 answers RCPT for v@example.com with "451 4.2.1 Later"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com, v@example.com
    Then the message to u@example.com is bounced
    And the message to v@example.com is delivered encrypted via mx2.example.com
    And nothing is said in plaintext after STARTTLS
