Feature: A listener that demands TLS

  Until TLS has begun it answers nothing but NOOP, EHLO, STARTTLS and QUIT.

  Background:
    Given the listener's policy is "Required"

  @should @RE-04 @B3-2 @R3207-4
  Scenario Outline: RE-04 Before TLS: <command> is refused
    When a client connects
    And the client says "EHLO client.test"
    And the client says "<command>"
    Then <verb> is answered with 530 5.7.0

    Examples:
      | command                     | verb |
      | MAIL FROM:<ann@client.test> | MAIL |
      | RCPT TO:<bob@receiver.test> | RCPT |
      | DATA                        | DATA |
      | VRFY bob@receiver.test      | VRFY |
      | RSET                        | RSET |

  @should @RE-04 @B3-2 @R3207-4
  Scenario Outline: RE-04 Before TLS: <verb> is answered
    When a client connects
    And the client says "EHLO client.test"
    And the client says "<command>"
    Then <verb> is answered with <code>

    Examples:
      | command          | verb     | code |
      | NOOP             | NOOP     | 250  |
      | EHLO client.test | EHLO     | 250  |
      | STARTTLS         | STARTTLS | 220  |
      | QUIT             | QUIT     | 221  |

  @must @RE-04 @B3-2 @POLICY-1
  Scenario: RE-04 No mail in the clear
    When a client connects
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the message is not accepted

  @must @RE-04 @B3-2 @POLICY-1
  Scenario: RE-04 Mail inside TLS
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the message is accepted inside TLS

  @esa @RE-25 @R3207-3
  Scenario: RE-25 MX records lead to it
    Given the listener is public
    When a client connects
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then a warning cites R3207-3
