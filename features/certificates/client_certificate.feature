Feature: A server that insists on a client certificate

  The ESA may have one certificate for all its deliveries. Under TLS 1.3 the server's refusal comes only
  after the handshake, in place of its answer to EHLO.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-37 @ESA-11
  Scenario Outline: The sender has none: <setting>
    Given the MTA at 192.0.2.1 insists on a client certificate
    And the MTA at 192.0.2.1 speaks TLS 1.3 only
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>
    And the reason says "<reason>"

    @esa
    Examples:
      | setting | fate                   | because                | reason                |
      | No      | delivered in plaintext | STARTTLS is never sent | TLS is not negotiated |

    @esa
    Examples:
      | setting                          | fate     | because                                     | reason               |
      | Preferred                        | deferred | nothing is said in plaintext after STARTTLS | certificate required |
      | Required                         | deferred | nothing is said in plaintext after STARTTLS | certificate required |
      | Required - Verify                | deferred | nothing is said in plaintext after STARTTLS | certificate required |
      | Required - Verify Hosted Domains | deferred | nothing is said in plaintext after STARTTLS | certificate required |

    @esa @ambiguous @AMB-12
    Examples:
      | setting            | fate     | because                                     | reason               |
      | Preferred - Verify | deferred | nothing is said in plaintext after STARTTLS | certificate required |

  @CE-38 @ESA-13 @ESA-14
  Scenario Outline: The sender has its own: <setting>
    Given the MTA at 192.0.2.1 insists on a client certificate
    And the sender has a client certificate
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting   | fate                   | because                        |
      | No        | delivered in plaintext | STARTTLS is never sent         |
      | Preferred | delivered encrypted    | the certificate is not checked |
      | Required  | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate               | because                                  |
      | Preferred - Verify               | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~recipient |

  @esa @ESA-11
  Scenario: The sender has none, and the server refuses within the handshake of TLS 1.2
    Given the MTA at 192.0.2.1 insists on a client certificate
    And the MTA at 192.0.2.1 speaks TLS 1.2 only
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is deferred
    And nothing is said in plaintext after STARTTLS
