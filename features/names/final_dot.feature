Feature: A final dot belongs to the DNS, and not into a certificate

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-19 @AMB-27
  Scenario Outline: The DNS answers have it: <DNS>, <setting>
    Given these DNS records instead:
      | example.com | MX | 10 mx01.hosted.not. |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | DNS         | setting   | fate                   | because                        |
      | example.com | No        | delivered in plaintext | STARTTLS is never sent         |
      | example.com | Preferred | delivered encrypted    | the certificate is not checked |
      | example.com | Required  | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | DNS             | setting                          | fate               | because                                  |
      | example.com     | Preferred - Verify               | delivered verified | the certificate matches by SAN~recipient |
      | example.com     | Required - Verify                | delivered verified | the certificate matches by SAN~recipient |
      | example.com     | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~recipient |
      | mx01.hosted.not | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~MX        |

  @NA-20 @AMB-27 @inferred
  Scenario Outline: The certificate has it: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com.  |
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
