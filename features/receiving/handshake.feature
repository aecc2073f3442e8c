Feature: The TLS handshake of a receiver

  @must @RE-22 @RTLS-4
  Scenario Outline: RE-22 <policy>: <server name>
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client quits
    And a client connects
    And the client says "EHLO client.test"
    And the client starts TLS <server name>
    And the client quits
    Then the TLS handshake succeeds
    And every client is shown the same certificate

    Examples:
      | policy    | server name                      |
      | Preferred | with the server name unknown.not |
      | Preferred | without a server name            |
      | Required  | with the server name unknown.not |
      | Required  | without a server name            |

  @must @RE-23 @RTLS-5
  Scenario Outline: RE-23 <policy>: TLS <version> alone is refused
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS <version> alone
    Then the TLS handshake fails

    Examples:
      | policy    | version |
      | Preferred | 1.0     |
      | Preferred | 1.1     |
      | Required  | 1.0     |

  @must @RTLS-6
  Scenario Outline: <policy>: TLS <version> alone
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS <version> alone
    Then the TLS handshake succeeds

    Examples:
      | policy    | version |
      | Preferred | 1.2     |
      | Preferred | 1.3     |
      | Required  | 1.2     |

  @esa @RE-24 @R3207-8
  Scenario Outline: RE-24 <policy>: the Received header tells of TLS <version>
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS <version> alone
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the Received header records the TLS session

    Examples:
      | policy    | version |
      | Preferred | 1.2     |
      | Preferred | 1.3     |
      | Required  | 1.2     |
      | Required  | 1.3     |
