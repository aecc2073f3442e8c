Feature: Verify asks for the reverse name only when the recipient domain did not match

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @esa @EV-27 @ESA-34 @ESA-43
  Scenario Outline: Query order: recipient checks first, PTR asked only after they fail (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | ptr-a.rev.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the questions are:
      | example.com     | MX   |
      | mx01.hosted.not | A    |
      | mx01.hosted.not | AAAA |
      | 192.0.2.1       | PTR  |
      | ptr-a.rev.not   | A    |
    And the comparisons are:
      | SAN | x.not         | example.com   | recipient domain | no  |
      | CN  | ptr-a.rev.not | example.com   | recipient domain | no  |
      | CN  | ptr-a.rev.not | ptr-a.rev.not | PTR              | yes |
    And the PTR record of 192.0.2.1 is asked for after the comparison with example.com

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |

  @esa @ESA-34
  Scenario Outline: A certificate without a Common Name costs no reverse question (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And no reverse question is asked

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |

  @esa @ESA-43
  Scenario Outline: SAN and CN equal the recipient domain: the first match ends it (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
      | CN  | example.com |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the comparisons are:
      | SAN | example.com | example.com | recipient domain | yes |

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |
