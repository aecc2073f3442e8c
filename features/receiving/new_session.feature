Feature: A new session inside TLS

  What a client said before TLS may have been said by somebody else. Inside TLS the receiver knows nothing of it.

  @must @RE-15 @R3207-11 @RATK-6
  Scenario: RE-15 A transaction of before TLS is forgotten
    Given the listener's policy is "Preferred"
    When a client connects
    And the client says "EHLO client.test"
    And the client says "MAIL FROM:<ann@client.test>"
    And the client starts TLS
    And the client says "RCPT TO:<bob@receiver.test>"
    Then RCPT is answered with 503

  @esa @RE-16 @R3207-11 @inferred
  Scenario Outline: RE-16 <policy>: the EHLO of before TLS is forgotten
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "MAIL FROM:<ann@client.test>"
    Then MAIL is answered with 503

    Examples:
      | policy    |
      | Preferred |
      | Required  |

  @esa @RE-17 @R3207-13 @RATK-14
  Scenario Outline: RE-17 <policy>: no second STARTTLS
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client says "STARTTLS"
    Then STARTTLS is not offered inside TLS
    And STARTTLS is answered with 503

    Examples:
      | policy    |
      | Preferred |
      | Required  |

  @must @R3207-13 @RATK-14
  Scenario Outline: <policy>: STARTTLS is not offered inside TLS, and refused
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client says "STARTTLS"
    Then STARTTLS is not offered inside TLS
    And STARTTLS is answered with 5xx

    Examples:
      | policy    |
      | Preferred |
      | Required  |
