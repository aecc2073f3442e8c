Feature: The server name that is sent

  A server that has several certificates chooses by the server name of the ClientHello: the name of the
  host that the sender connects to, in A-labels and without a final dot.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ST-15 @RTLS-1 @AMB-44 @ambiguous
  Scenario Outline: It is the MX name: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And the server name mx1.example.com is sent

    Examples:
      | setting                          | fate                |
      | Preferred                        | delivered encrypted |
      | Required                         | delivered encrypted |
      | Preferred - Verify               | delivered verified  |
      | Required - Verify                | delivered verified  |
      | Required - Verify Hosted Domains | delivered verified  |

  @esa @ST-17 @RTLS-1
  Scenario Outline: An IDN MX is sent in A-labels: <setting>
    Given these DNS records:
      | xn--bcher-kva.example    | MX | 10 mx.xn--bcher-kva.example |
      | mx.xn--bcher-kva.example | A  | 192.0.2.1                   |
    And the certificate at 192.0.2.1 has instead
      | DNS | xn--bcher-kva.example |
    And the default TLS setting is "<setting>"
    When a message is sent to u@bücher.example
    Then the message is <fate>
    And the server name mx.xn--bcher-kva.example is sent

    Examples:
      | setting                          | fate                |
      | Preferred                        | delivered encrypted |
      | Required                         | delivered encrypted |
      | Preferred - Verify               | delivered verified  |
      | Required - Verify                | delivered verified  |
      | Required - Verify Hosted Domains | delivered verified  |

  @esa @RTLS-1 @inferred
  Scenario: An IDN domain that is its own mail host is sent in A-labels
    Given these DNS records:
      | xn--bcher-kva.example | A | 192.0.2.1 |
    And the default TLS setting is "Required"
    When a message is sent to u@bücher.example
    Then the message is delivered encrypted
    And the server name xn--bcher-kva.example is sent

  @esa @ST-18 @RTLS-3
  Scenario: The server picks the certificate by the server name
    Given the certificate at 192.0.2.1 has instead
      | DNS | other.not |
      | CN  | other.not |
    And the MTA at 192.0.2.1 shows to clients that ask for mx1.example.com a certificate that has
      | DNS | mx1.example.com |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~MX

  @esa @ST-19 @RTLS-2 @ESA-11
  Scenario Outline: The server refuses an unknown server name: <setting>
    Given the MTA at 192.0.2.1 refuses every server name but other.not
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And no mail command is sent
    And the server name mx1.example.com is sent

    Examples:
      | setting           |
      | Preferred         |
      | Required - Verify |

  @esa @AMB-44 @inferred
  Scenario: The option "sni" is none
    Given the option "sni" is "none"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And no server name is sent
