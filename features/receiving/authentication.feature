Feature: Passwords stay inside TLS

  A listener with TLS and SMTP AUTH offers AUTH inside TLS alone.

  Background:
    Given the listener lets users authenticate

  @must @RE-11 @B3-5 @EXCH-3 @POLICY-1
  Scenario Outline: RE-11 <policy>: AUTH is offered inside TLS alone
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    Then AUTH is not offered before TLS
    And AUTH is offered inside TLS

    Examples:
      | policy    |
      | Preferred |
      | Required  |

  @must @RE-11 @B3-5 @EXCH-3 @POLICY-1
  Scenario Outline: RE-11 <policy>: inside TLS the client <authenticates>
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client <authenticates>
    Then AUTH is answered with <code>

    Examples:
      | policy    | authenticates                       | code |
      | Preferred | authenticates                       | 235  |
      | Required  | authenticates                       | 235  |
      | Preferred | authenticates with a wrong password | 535  |

  @must @RE-11 @B3-5 @RATK-8 @POLICY-1
  Scenario Outline: RE-11 <policy>: a good password in the clear is no use
    Given the listener's policy is "<policy>"
    When a client connects
    And the client says "EHLO client.test"
    And the client authenticates
    Then AUTH is answered with 5xx

    Examples:
      | policy    |
      | Preferred |
      | Required  |
