Feature: Commands behind STARTTLS

  Somebody on the way puts commands behind the client's STARTTLS, into the same segment. A receiver that reads
  ahead, and does not throw away what it has read when TLS begins, executes them as if the client had said them
  inside TLS. Each reply is counted: none may answer what the client never said there.

  @must @RE-12 @RATK-4 @R3207-7 @R3207-11
  Scenario Outline: RE-12 <policy>: <injected>
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client sends "STARTTLS\n<sent>" in one segment
    And the client begins the TLS handshake
    And the client says "EHLO client.test"
    And the client quits
    Then nothing sent behind STARTTLS is executed

    Examples:
      | policy    | injected                | sent                                                                                |
      | Preferred | a MAIL                  | MAIL FROM:<eve@attacker.test>\\n                                                    |
      | Preferred | a NOOP                  | NOOP\\n                                                                             |
      | Preferred | a RSET                  | RSET\\n                                                                             |
      | Preferred | an EHLO                 | EHLO attacker.test\\n                                                               |
      | Preferred | a transaction           | EHLO attacker.test\\nMAIL FROM:<eve@attacker.test>\\nRCPT TO:<bob@receiver.test>\\n |
      | Preferred | a QUIT                  | QUIT\\n                                                                             |
      | Preferred | an AUTH                 | AUTH PLAIN AGV2ZQBldmU=\\n                                                          |
      | Preferred | an unknown command      | X\\n                                                                                |
      | Preferred | the beginning of a line | NO                                                                                  |
      | Required  | a MAIL                  | MAIL FROM:<eve@attacker.test>\\n                                                    |
      | Required  | a NOOP                  | NOOP\\n                                                                             |
      | Required  | the beginning of a line | NO                                                                                  |

  @must @RE-12 @RATK-4 @R3207-11
  Scenario Outline: RE-12 <policy>: an injected MAIL opens no transaction inside TLS
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client sends "STARTTLS\nEHLO attacker.test\nMAIL FROM:<eve@attacker.test>\n" in one segment
    And the client begins the TLS handshake
    And the client says "RCPT TO:<bob@receiver.test>"
    And the client quits
    Then nothing sent behind STARTTLS is executed

    Examples:
      | policy    |
      | Preferred |
      | Required  |
