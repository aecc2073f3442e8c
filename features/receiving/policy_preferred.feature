Feature: A listener that prefers TLS

  It takes mail either way, but for the mail of some senders, of which it may be told to demand TLS.

  Background:
    Given the listener's policy is "Preferred"

  @must @RE-03 @B3-1 @POLICY-1
  Scenario: RE-03 Mail in the clear
    When a client connects
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then STARTTLS is offered before TLS
    And the message is accepted before TLS

  @must @RE-03 @B3-1 @POLICY-1
  Scenario: RE-03 Mail inside TLS
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the message is accepted inside TLS

  @esa @RE-06 @B3-3
  Scenario Outline: RE-06 A listed sender in the clear: <sender>
    Given the listener demands TLS of the envelope senders partner.test, ann@other.test
    When a client connects
    And the client says "EHLO client.test"
    And the client sends a message from <sender> to bob@receiver.test
    Then the message is not accepted
    And MAIL is answered with 530 5.7.0

    Examples:
      | sender           |
      | bob@partner.test |
      | ann@other.test   |

  @esa @RE-06 @B3-3
  Scenario: RE-06 A listed sender inside TLS
    Given the listener demands TLS of the envelope senders partner.test, ann@other.test
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client sends a message from bob@partner.test to bob@receiver.test
    Then the message is accepted inside TLS

  @esa @RE-07 @B3-3
  Scenario: RE-07 Another sender in the clear
    Given the listener demands TLS of the envelope senders partner.test, ann@other.test
    When a client connects
    And the client says "EHLO client.test"
    And the client sends a message from bob@other.test to bob@receiver.test
    Then the message is accepted before TLS
