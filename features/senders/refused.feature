Feature: A refusal concerns what was refused

  A 5xx to RCPT concerns that recipient and no other, and a 4xx is tried again for that recipient alone. A message that is refused
  at its end is not sent to the same server again.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |

  @should @R5321-13
  Scenario Outline: The only recipient is refused for good, <setting>
    Given the MTA at 192.0.2.1 answers RCPT with "550 5.1.1 No such user"
    And the MTA at 192.0.2.1 answers RCPT inside TLS with "550 5.1.1 No such user"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is bounced

    Examples:
      | setting   |
      | No        |
      | encrypted |

  @esa @R5321-13
  Scenario: One of two recipients is refused for good
    Given the MTA at 192.0.2.1 answers the second RCPT before TLS with "550 5.1.1 No such user"
    And the TLS setting for example.com is "No"
    When a message is sent to u@example.com, v@example.com
    Then the message to u@example.com is delivered in plaintext
    And the message to v@example.com is bounced

  @esa @R5321-13
  Scenario: One of two recipients is refused for now, and tried again alone
    Given the MTA at 192.0.2.1 answers the second RCPT before TLS with "450 4.2.1 Mailbox busy"
    And the MTA at 192.0.2.1 changes with its second connection
    And the TLS setting for example.com is "No"
    When a message is sent to u@example.com, v@example.com
    Then the message to u@example.com is delivered in plaintext
    And the message to v@example.com is deferred
    When 30 minutes pass
    Then the message to v@example.com is delivered in plaintext
    And the message to u@example.com is delivered in plaintext
  @esa @R5321-13
  Scenario: One recipient is refused for good, and the other for now
    Given the MTA at 192.0.2.1 answers RCPT with "550 5.1.1 No such user"
    And the MTA at 192.0.2.1 answers the second RCPT before TLS with "450 4.2.1 Mailbox busy"
    And the TLS setting for example.com is "No"
    When a message is sent to u@example.com, v@example.com
    Then the message to u@example.com is bounced
    And the message to v@example.com is deferred

  @should @R5321-16
  Scenario Outline: The message is refused for good, <setting>
    Given the MTA at 192.0.2.1 answers . with "554 5.6.0 Not this one"
    And the MTA at 192.0.2.1 answers . inside TLS with "554 5.6.0 Not this one"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is bounced

    Examples:
      | setting   |
      | No        |
      | encrypted |

  @should @R5321-16
  Scenario: The message is refused for now
    Given the MTA at 192.0.2.1 answers . with "451 4.3.0 Not now"
    And the MTA at 192.0.2.1 changes with its second connection
    And the TLS setting for example.com is "No"
    When a message is sent to u@example.com
    Then the message is deferred
    When 30 minutes pass
    Then the message is delivered in plaintext
