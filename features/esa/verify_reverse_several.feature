Feature: For Verify every reverse name counts that leads back, and one of its addresses is enough

  Background: the Common Name is the reverse name, and nothing else could match
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | ptr-a.rev.not |

  @esa @EV-13 @AMB-36 @ambiguous
  Scenario Outline: Two PTRs, the second consistent and matching (<setting>)
    Given these DNS records instead:
      | 192.0.2.1 | PTR | z.rev.not     |
      | 192.0.2.1 | PTR | ptr-a.rev.not |
      | z.rev.not | A   | 203.0.113.9   |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR
    And the A record of z.rev.not is asked for once

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |

  @esa @AMB-36 @ambiguous
  Scenario Outline: Two PTRs, and by option only the first counts (<setting>)
    Given these DNS records instead:
      | 192.0.2.1 | PTR | z.rev.not     |
      | 192.0.2.1 | PTR | ptr-a.rev.not |
      | z.rev.not | A   | 192.0.2.1     |
    And the option "ptr" is "first"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And no A record of ptr-a.rev.not is asked for

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |

  @esa @AMB-39
  Scenario Outline: PTR name has several addresses, one is ours (<setting>)
    Given these DNS records instead:
      | ptr-a.rev.not | A | 203.0.113.9 |
      | ptr-a.rev.not | A | 192.0.2.1   |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |
