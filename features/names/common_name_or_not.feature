Feature: Whether the Common Name counts beside a DNS name

  "Verify" goes on to the Common Name, "Verify Hosted Domains" does not. The RFCs are stricter than both:
  RFC 6125 lets it count only without a DNS name, RFC 9525 never. The option "common_name" chooses.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-45 @ESA-42
  Scenario Outline: The DNS name is wrong, and the Common Name is right: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not       |
      | CN  | example.com |
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
      | setting                          | fate                | because                                 |
      | Preferred                        | delivered encrypted | the certificate is not checked          |
      | Preferred - Verify               | delivered verified  | the certificate matches by CN~recipient |
      | Required - Verify                | delivered verified  | the certificate matches by CN~recipient |
      | Required - Verify Hosted Domains | deferred            | no name of the certificate matches      |

  @esa @NA-46 @RNAME-10
  Scenario Outline: By RFC 9525, not even without a DNS name: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | -           |
      | CN  | example.com |
    And the option "common_name" is "rfc9525"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting                          | fate                   | because                            |
      | No                               | delivered in plaintext | STARTTLS is never sent             |
      | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | Required                         | delivered encrypted    | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | Required - Verify                | deferred               | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred               | no name of the certificate matches |

  @esa @NA-47 @RNAME-8
  Scenario Outline: By RFC 6125, not beside a DNS name: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not       |
      | CN  | example.com |
    And the option "common_name" is "rfc6125"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting                          | fate                   | because                            |
      | No                               | delivered in plaintext | STARTTLS is never sent             |
      | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | Required                         | delivered encrypted    | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | Required - Verify                | deferred               | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred               | no name of the certificate matches |
