Feature: Exchange takes passwords inside TLS alone

  The user is ann, the password "a long password"; AUTH LOGIN has both in base64.

  Background:
    Given the receiver is Exchange
    And the listener lets users authenticate

  @exchange @EX-12 @EXCH-3 @inferred
  Scenario Outline: EX-12 AUTH <mechanism> before TLS
    When a client connects
    And the client says "EHLO desktop.somorita.com"
    And the client says "AUTH <mechanism>"
    Then AUTH is answered with 5xx

    Examples:
      | mechanism                          |
      | LOGIN                              |
      | LOGIN YW5u                         |
      | PLAIN                              |
      | PLAIN AGFubgBhIGxvbmcgcGFzc3dvcmQ= |

  @exchange @EXCH-3
  Scenario Outline: AUTH LOGIN inside TLS with <what>
    When a client connects
    And the client says "EHLO desktop.somorita.com"
    And the client starts TLS
    And the client says "EHLO desktop.somorita.com"
    And the client says "AUTH LOGIN"
    And the client says "<name>"
    And the client says "<password>"
    Then the latest answer is <code>

    Examples:
      | what                | name | password             | code |
      | a good password     | YW5u | YSBsb25nIHBhc3N3b3Jk | 235  |
      | another password    | YW5u | YSBsb25nIHBhc3N3b3Rk | 535  |
      | a name that is none | ZXZl | YSBsb25nIHBhc3N3b3Jk | 535  |

  @exchange @EXCH-3
  Scenario Outline: AUTH PLAIN inside TLS: the client <authenticates>
    When a client connects
    And the client says "EHLO desktop.somorita.com"
    And the client starts TLS
    And the client says "EHLO desktop.somorita.com"
    And the client <authenticates>
    Then AUTH is answered with <code>

    Examples:
      | authenticates                       | code |
      | authenticates                       | 235  |
      | authenticates with a wrong password | 535  |
