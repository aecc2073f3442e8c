Feature: Verify treats IPv6 as IPv4: reverse name under ip6.arpa, forward lookup through AAAA

  Background:
    Given these DNS records:
      | example.com     | MX   | 10 mx01.hosted.not |
      | mx01.hosted.not | AAAA | 2001:db8::1        |
      | 2001:db8::1     | PTR  | ptr-a.rev.not      |
    And an MTA at 2001:db8::1 whose certificate has
      | CN | ptr-a.rev.not |

  @esa @EV-16 @ESA-48 @inferred
  Scenario Outline: IPv6 with consistent PTR (<setting>)
    Given these DNS records:
      | ptr-a.rev.not | AAAA | 2001:db8::1 |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR
    And the PTR record of 2001:db8::1 is asked for once

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |

  @esa @EV-17 @ESA-48 @inferred
  Scenario Outline: IPv6, PTR name has only an A (<setting>)
    Given these DNS records:
      | ptr-a.rev.not | A | 192.0.2.1 |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And the AAAA record of ptr-a.rev.not is asked for once

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |
