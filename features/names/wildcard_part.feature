Feature: A star may stand for a part of a label, where RFC 2818 is followed

  The ESA's guide cites RFC 2818, which allows it; RFC 9525 forbids it. The option "wildcard" chooses.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @esa @NA-08 @AMB-30 @ambiguous
  Scenario Outline: A part of the MX name, by the option "wildcard": "<wildcard>": <DNS>, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the option "wildcard" is "<wildcard>"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | wildcard | DNS            | setting                          | fate                   | because                            |
      | rfc2818  | mx*.hosted.not | No                               | delivered in plaintext | STARTTLS is never sent             |
      | rfc2818  | mx*.hosted.not | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | rfc2818  | mx*.hosted.not | Required                         | delivered encrypted    | the certificate is not checked     |
      | rfc2818  | mx*.hosted.not | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | rfc2818  | mx*.hosted.not | Required - Verify                | deferred               | no name of the certificate matches |
      | rfc2818  | mx*.hosted.not | Required - Verify Hosted Domains | delivered verified     | the certificate matches by SAN~MX  |
      | rfc9525  | mx*.hosted.not | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | rfc9525  | mx*.hosted.not | Required - Verify                | deferred               | no name of the certificate matches |
      | rfc9525  | mx*.hosted.not | Required - Verify Hosted Domains | deferred               | no name of the certificate matches |

  @esa @NA-09 @AMB-30 @ambiguous
  Scenario Outline: A part of the recipient domain, by the option "wildcard": "<wildcard>": <DNS>, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the option "wildcard" is "<wildcard>"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | wildcard | DNS     | setting                          | fate                   | because                                  |
      | rfc2818  | ex*.com | No                               | delivered in plaintext | STARTTLS is never sent                   |
      | rfc2818  | ex*.com | Preferred                        | delivered encrypted    | the certificate is not checked           |
      | rfc2818  | ex*.com | Required                         | delivered encrypted    | the certificate is not checked           |
      | rfc2818  | ex*.com | Preferred - Verify               | delivered verified     | the certificate matches by SAN~recipient |
      | rfc2818  | ex*.com | Required - Verify                | delivered verified     | the certificate matches by SAN~recipient |
      | rfc2818  | ex*.com | Required - Verify Hosted Domains | delivered verified     | the certificate matches by SAN~recipient |
      | rfc9525  | ex*.com | Preferred - Verify               | delivered encrypted    | no name of the certificate matches       |
      | rfc9525  | ex*.com | Required - Verify                | deferred               | no name of the certificate matches       |
      | rfc9525  | ex*.com | Required - Verify Hosted Domains | deferred               | no name of the certificate matches       |

  @esa @NA-10 @AMB-30 @ambiguous
  Scenario Outline: The beginning or the middle, by the option "wildcard": "<wildcard>": <DNS>, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the option "wildcard" is "<wildcard>"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | wildcard | DNS            | setting                          | fate                   | because                            |
      | rfc2818  | *01.hosted.not | No                               | delivered in plaintext | STARTTLS is never sent             |
      | rfc2818  | *01.hosted.not | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | rfc2818  | *01.hosted.not | Required                         | delivered encrypted    | the certificate is not checked     |
      | rfc2818  | *01.hosted.not | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | rfc2818  | *01.hosted.not | Required - Verify                | deferred               | no name of the certificate matches |
      | rfc2818  | *01.hosted.not | Required - Verify Hosted Domains | delivered verified     | the certificate matches by SAN~MX  |
      | rfc9525  | *01.hosted.not | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | rfc9525  | *01.hosted.not | Required - Verify                | deferred               | no name of the certificate matches |
      | rfc9525  | *01.hosted.not | Required - Verify Hosted Domains | deferred               | no name of the certificate matches |
      | rfc2818  | m*1.hosted.not | No                               | delivered in plaintext | STARTTLS is never sent             |
      | rfc2818  | m*1.hosted.not | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | rfc2818  | m*1.hosted.not | Required                         | delivered encrypted    | the certificate is not checked     |
      | rfc2818  | m*1.hosted.not | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | rfc2818  | m*1.hosted.not | Required - Verify                | deferred               | no name of the certificate matches |
      | rfc2818  | m*1.hosted.not | Required - Verify Hosted Domains | delivered verified     | the certificate matches by SAN~MX  |
      | rfc9525  | m*1.hosted.not | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | rfc9525  | m*1.hosted.not | Required - Verify                | deferred               | no name of the certificate matches |
      | rfc9525  | m*1.hosted.not | Required - Verify Hosted Domains | deferred               | no name of the certificate matches |
