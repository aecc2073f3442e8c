Feature: A star stands in the left-most label of a longer name

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-11 @AMB-31
  Scenario Outline: Not in the second label: <setting>
    Given these DNS records:
      | mail.a.example.com | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mail.*.example.com |
      | CN  | unrelated.not      |
    And the TLS setting for mail.a.example.com is "<setting>"
    When a message is sent to u@mail.a.example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting  | fate                   | because                        |
      | No       | delivered in plaintext | STARTTLS is never sent         |
      | Required | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate                | because                            |
      | Preferred                        | delivered encrypted | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted | no name of the certificate matches |
      | Required - Verify                | deferred            | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred            | no name of the certificate matches |

  @NA-13 @AMB-32
  Scenario Outline: Not alone: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | *             |
      | CN  | unrelated.not |
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
      | setting                          | fate                | because                            |
      | Preferred                        | delivered encrypted | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted | no name of the certificate matches |
      | Required - Verify                | deferred            | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred            | no name of the certificate matches |

  @NA-15 @RNAME-7
  Scenario Outline: Not inside an internationalised label: <setting>
    Given these DNS records:
      | xn--bcher-kva.example | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | xn--b*.example |
      | CN  | unrelated.not  |
    And the TLS setting for xn--bcher-kva.example is "<setting>"
    When a message is sent to u@bücher.example
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting  | fate                   | because                        |
      | No       | delivered in plaintext | STARTTLS is never sent         |
      | Required | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate                | because                            |
      | Preferred                        | delivered encrypted | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted | no name of the certificate matches |
      | Required - Verify                | deferred            | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred            | no name of the certificate matches |
