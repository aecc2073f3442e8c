Feature: Verify looks at the recipient domain and at the server it reached, and at nothing else

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @esa @EV-24 @ESA-35
  Scenario Outline: Wildcard CN covers the recipient domain (<setting>)
    Given these DNS records:
      | sub.example.com | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | *.example.com |
    And the TLS setting for sub.example.com is "<setting>"
    When a message is sent to u@sub.example.com
    Then the message is delivered verified
    And the certificate matches by CN~recipient

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |

  @esa @EV-28 @ESA-61
  Scenario Outline: Two MX, only the second has a consistent PTR (<setting>)
    Given these DNS records:
      | example.com     | MX  | 20 mx02.hosted.not |
      | mx02.hosted.not | A   | 192.0.2.2          |
      | 192.0.2.2       | PTR | ptr-b.rev.not      |
      | ptr-b.rev.not   | A   | 192.0.2.2          |
    And these DNS records instead:
      | ptr-a.rev.not | A | 203.0.113.9 |
    And an MTA at 192.0.2.1 whose certificate has
      | CN | ptr-a.rev.not |
    And an MTA at 192.0.2.2 whose certificate has
      | CN | ptr-b.rev.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate> via <host>
    And 192.0.2.1 is contacted once

    Examples:
      | setting           | fate               | host            |
      | Required - Verify | delivered verified | mx02.hosted.not |

    @ambiguous @AMB-16
    Examples:
      | setting            | fate                | host            |
      | Preferred - Verify | delivered encrypted | mx01.hosted.not |

  @esa @EV-30 @ESA-40
  Scenario Outline: The name in the server's greeting is no identity (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | banner.mta.not |
      | CN  | banner.mta.not |
    And the MTA at 192.0.2.1 greets with "220 banner.mta.not ESMTP"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |

  @esa @EV-34 @AMB-35 @inferred
  Scenario Outline: Recipient at an address literal (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | ptr-a.rev.not |
    And the TLS setting for [192.0.2.1] is "<setting>"
    When a message is sent to u@[192.0.2.1]
    Then the message is delivered verified
    And the comparisons are:
      | CN | ptr-a.rev.not | ptr-a.rev.not | PTR | yes |

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |
