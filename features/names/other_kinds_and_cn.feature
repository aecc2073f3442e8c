Feature: A certificate without a DNS name goes by its Common Name

  A subject alternative name of another kind does not count as a DNS name.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-24 @AMB-21
  Scenario Outline: There is an IP address besides: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | IP | 192.0.2.1   |
      | CN | example.com |
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
      | setting                          | fate               | because                                 |
      | Preferred - Verify               | delivered verified | the certificate matches by CN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by CN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by CN~recipient |

  @NA-26 @AMB-21
  Scenario Outline: There is an e-mail address besides: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | email | pm@example.com |
      | CN    | example.com    |
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
      | setting                          | fate               | because                                 |
      | Preferred - Verify               | delivered verified | the certificate matches by CN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by CN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by CN~recipient |

  @NA-35 @ESA-40
  Scenario Outline: There is no name at all: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | - |
      | CN  | - |
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
