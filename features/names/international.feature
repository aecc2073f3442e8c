Feature: Internationalised names are compared as A-labels

  Background:
    Given these DNS records:
      | mx01.hosted.not | A   | 192.0.2.1     |
      | 192.0.2.1       | PTR | ptr-a.rev.not |
      | ptr-a.rev.not   | A   | 192.0.2.1     |

  @NA-17 @AMB-28
  Scenario Outline: The certificate has the A-label: <setting>
    Given these DNS records:
      | xn--bcher-kva.example | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | xn--bcher-kva.example |
      | CN  | unrelated.not         |
    And the TLS setting for xn--bcher-kva.example is "<setting>"
    When a message is sent to u@bücher.example
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

  @NA-18 @AMB-28 @measured
  Scenario Outline: The certificate has the name in raw Unicode, and cannot be read: <setting>
    Given these DNS records:
      | xn--bcher-kva.example | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | bücher.example |
      | CN  | unrelated.not  |
    And the TLS setting for xn--bcher-kva.example is "<setting>"
    When a message is sent to u@bücher.example
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting | fate                   | because                |
      | No      | delivered in plaintext | STARTTLS is never sent |

    @esa
    Examples:
      | setting                          | fate     | because                                     |
      | Preferred                        | deferred | nothing is said in plaintext after STARTTLS |
      | Required                         | deferred | nothing is said in plaintext after STARTTLS |
      | Required - Verify                | deferred | nothing is said in plaintext after STARTTLS |
      | Required - Verify Hosted Domains | deferred | nothing is said in plaintext after STARTTLS |

    @esa @ambiguous @AMB-12
    Examples:
      | setting            | fate     | because                                     |
      | Preferred - Verify | deferred | nothing is said in plaintext after STARTTLS |
