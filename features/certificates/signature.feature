Feature: Signatures must be right, and strong

  The issuer signs the certificate; the server proves in the handshake that it holds the key.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-18 @R5280-3
  Scenario Outline: The leaf was altered after it was signed: <setting>
    Given the certificate at 192.0.2.1 is altered after it was signed
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting  | fate                   | because                        |
      | No       | delivered in plaintext | STARTTLS is never sent         |
      | Required | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate                | because                                  |
      | Preferred                        | delivered encrypted | the certificate is not checked           |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as untrusted |
      | Required - Verify                | deferred            | the certificate is rejected as untrusted |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as untrusted |

  @CE-19 @ESA-11
  Scenario Outline: The server does not hold the key of its certificate: <setting>
    Given the certificate at 192.0.2.1 is shown without its key
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
      | setting                          | fate     | because                                     | reason                                      |
      | Preferred                        | deferred | nothing is said in plaintext after STARTTLS | invalid signature by the server certificate |
      | Required                         | deferred | nothing is said in plaintext after STARTTLS | invalid signature by the server certificate |
      | Required - Verify                | deferred | nothing is said in plaintext after STARTTLS | invalid signature by the server certificate |
      | Required - Verify Hosted Domains | deferred | nothing is said in plaintext after STARTTLS | invalid signature by the server certificate |

    @esa @ambiguous @AMB-12
    Examples:
      | setting            | fate     | because                                     | reason                                      |
      | Preferred - Verify | deferred | nothing is said in plaintext after STARTTLS | invalid signature by the server certificate |

  @CE-27 @R5280-3 @measured
  Scenario Outline: The leaf is signed with SHA-1: <setting>
    Given the certificate at 192.0.2.1 is signed with SHA-1
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting  | fate                   | because                        |
      | No       | delivered in plaintext | STARTTLS is never sent         |
      | Required | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate                | because                                  |
      | Preferred                        | delivered encrypted | the certificate is not checked           |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as untrusted |
      | Required - Verify                | deferred            | the certificate is rejected as untrusted |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as untrusted |
