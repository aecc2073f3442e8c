Feature: A TLS session that is resumed is a new SMTP session

  Whether a listener issues session tickets is its own affair. What was said in the session before counts for nothing in the
  one that is resumed.

  @esa @R3207-8 @inferred
  Scenario: The ESA's listener takes the ticket that it gave
    Given the listener's policy is "Preferred"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client quits
    And a client connects
    And the client says "EHLO client.test"
    And the client starts TLS with the ticket of an earlier session
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the TLS session is resumed
    And the message is accepted inside TLS

  @must @R3207-11
  Scenario: What was said in the session before counts for nothing
    Given the listener's policy is "Preferred"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client says "MAIL FROM:<ann@client.test>"
    And the client quits
    And a client connects
    And the client says "EHLO client.test"
    And the client starts TLS with the ticket of an earlier session
    And the client says "EHLO client.test"
    And the client says "RCPT TO:<bob@receiver.test>"
    Then RCPT is answered with 5xx
