Feature: What a server may demand of TLS

  A server that is not public may refuse mail in the clear with 530. One that is not satisfied with
  what TLS came to answers everything but QUIT with 554.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ST-27 @R3207-4 @inferred
  Scenario: A server that demands TLS, and a sender set to No
    Given the MTA at 192.0.2.1 answers MAIL with "530 5.7.0 Must issue a STARTTLS command first"
    And the TLS setting for example.com is "No"
    When a message is sent to u@example.com
    Then the message is bounced
    And STARTTLS is never sent

  @must @ST-28 @R3207-4 @POLICY-1
  Scenario: A server that demands TLS, and a sender that prefers it
    Given the MTA at 192.0.2.1 answers MAIL with "530 5.7.0 Must issue a STARTTLS command first"
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is delivered encrypted

  @esa @ST-29 @R3207-10
  Scenario: A server that is unhappy with the TLS level
    Given the MTA at 192.0.2.1 answers * inside TLS with "554 5.7.0 Security level too low"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is bounced
    And no mail command is sent
    And the first words inside TLS are EHLO

  @esa @R3207-4
  Scenario Outline: A server that demands TLS says so at <verb>
    Given the MTA at 192.0.2.1 answers <verb> with "530 5.7.0 Must issue a STARTTLS command first"
    And the TLS setting for example.com is "No"
    When a message is sent to u@example.com
    Then the message is bounced

    Examples:
      | verb |
      | RCPT |
      | DATA |

  @esa @R3207-10
  Scenario: A server that is unhappy with the TLS level says so at MAIL
    Given the MTA at 192.0.2.1 answers MAIL inside TLS with "554 5.7.0 Security level too low"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is bounced

  @should @R5321-13
  Scenario Outline: Inside TLS <code> to RCPT is about the recipient
    Given the MTA at 192.0.2.1 answers RCPT inside TLS with "<code> 5.7.1 Not for you"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is bounced

    Examples:
      | code |
      | 530  |
      | 554  |

  @should @R5321-16
  Scenario: Inside TLS 554 to the message is about the message
    Given the MTA at 192.0.2.1 answers . inside TLS with "554 5.6.0 Not this one"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is bounced
