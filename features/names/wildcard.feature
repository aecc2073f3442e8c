Feature: A star stands for one whole label

  *.example.com covers a.example.com, and neither example.com nor a.b.example.com.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-04 @AMB-29
  Scenario Outline: One label: <setting>
    Given these DNS records:
      | sub.example.com | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | *.example.com |
      | CN  | unrelated.not |
    And the TLS setting for sub.example.com is "<setting>"
    When a message is sent to u@sub.example.com
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

  @NA-05 @AMB-29
  Scenario Outline: Not the bare domain: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | *.example.com |
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

  @NA-07 @AMB-29
  Scenario Outline: Not two labels: <setting>
    Given these DNS records:
      | a.b.example.com | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | *.example.com |
      | CN  | unrelated.not |
    And the TLS setting for a.b.example.com is "<setting>"
    When a message is sent to u@a.b.example.com
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

  @NA-14 @AMB-33 @ambiguous
  Scenario Outline: A whole public suffix: no list of them is kept: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | *.com         |
      | CN  | unrelated.not |
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
