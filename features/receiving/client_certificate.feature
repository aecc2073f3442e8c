Feature: The certificate of a client

  A listener that verifies client certificates refuses bad ones, and under Required those that show none.

  Background:
    Given the listener verifies client certificates

  @esa @RE-08 @B3-4
  Scenario: RE-08 Preferred: plaintext, so no certificate
    Given the listener's policy is "Preferred"
    When a client connects
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the message is accepted before TLS

  @esa @RE-08 @B3-4 @inferred
  Scenario: RE-08 Preferred: TLS without a certificate
    Given the listener's policy is "Preferred"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the message is accepted inside TLS

  @esa @RE-09 @B3-4
  Scenario Outline: RE-09 Preferred: a certificate that is <flaw>
    Given the listener's policy is "Preferred"
    When a client connects
    And the client says "EHLO client.test"
    And the client starts TLS with a certificate that is <flaw>
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the message is not accepted
    And the TLS handshake fails: "<alert>"

    Examples:
      | flaw                                    | alert                         |
      | self-signed                             | unknown certificate authority |
      | expired                                 | expired certificate           |
      | issued below an unknown root            | unknown certificate authority |
      | not yet valid                           | expired certificate           |
      | made for servers only                   | certificate                   |
      | issued by an authority that has expired | certificate                   |

  @esa @RE-10 @B3-4
  Scenario Outline: RE-10 Required: the client <starts TLS>
    Given the listener's policy is "Required"
    When a client connects
    And the client says "EHLO client.test"
    And the client <starts TLS>
    And the client says "EHLO client.test"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the message is <outcome>
    And the TLS handshake <ends>

    Examples:
      | starts TLS                                                         | outcome             | ends                                   |
      | starts TLS                                                         | not accepted        | fails: "certificate required"          |
      | starts TLS with a certificate that is self-signed                  | not accepted        | fails: "unknown certificate authority" |
      | starts TLS with a certificate that is expired                      | not accepted        | fails: "expired certificate"           |
      | starts TLS with a certificate that is issued below an unknown root | not accepted        | fails: "unknown certificate authority" |
      | starts TLS with a good certificate                                 | accepted inside TLS | succeeds                               |
