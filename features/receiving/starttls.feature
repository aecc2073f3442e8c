Feature: From STARTTLS to TLS

  STARTTLS takes no parameter, and behind its 220 comes TLS or nothing.

  @must @RE-14 @R3207-1
  Scenario Outline: RE-14 <policy>: a parameter
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client says "STARTTLS now"
    Then STARTTLS is answered with 501

    Examples:
      | policy    |
      | Preferred |
      | Required  |

  @should @RE-19 @R3207-6
  Scenario Outline: RE-19 <policy>: a client that goes on in the clear
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client says "STARTTLS"
    And the client says "NOOP"
    Then the receiver closes the connection

    Examples:
      | policy    |
      | Preferred |
      | Required  |

  @should @RE-20 @R3207-9
  Scenario Outline: RE-20 <policy>: a client that is not content with the certificate
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client quits
    Then QUIT is answered with 221

    Examples:
      | policy    |
      | Preferred |
      | Required  |

  @must @RE-21 @R3207-1
  Scenario Outline: RE-21 <policy>: the key is unavailable
    Given the listener's policy is "<policy>"
    And the listener's key is unavailable
    When a client connects
    And the client says "EHLO client.test"
    And the client says "STARTTLS"
    Then STARTTLS is answered with 454

    Examples:
      | policy    |
      | Preferred |
      | Required  |
