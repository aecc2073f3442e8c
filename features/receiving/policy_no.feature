Feature: A listener without TLS

  Listeners have TLS off until somebody turns it on.

  @must @RE-01 @B3-1 @POLICY-1
  Scenario: RE-01 The default listener offers no TLS
    When a client connects
    And the client says "EHLO client.test"
    Then STARTTLS is not offered before TLS

  @esa @RE-02 @B3-1 @inferred
  Scenario: RE-02 STARTTLS anyway is refused, and the session goes on
    Given the listener's policy is "No"
    When a client connects
    And the client says "EHLO client.test"
    And the client says "STARTTLS"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then STARTTLS is answered with 5xx
    And the message is accepted before TLS
