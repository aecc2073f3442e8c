Feature: Verify compares the recipient domain first, and then the Common Name with the reverse name

  "Preferred - Verify" and "Required - Verify" read a certificate alike; they differ in what they do
  when no name matches. No name of this world shares a suffix with another, so that each match has
  one cause: the MX is mx01.hosted.not, the reverse name of its address is ptr-a.rev.not.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @esa @ESA-40 @ESA-34
  Scenario Outline: <row> <claim>; no PTR query is made (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS> |
      | CN  | <CN>  |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by <matches by>
    And no reverse question is asked

    Examples:
      | row   | claim                                  | setting            | DNS         | CN            | matches by    |
      | EV-01 | SAN equals the recipient domain        | Preferred - Verify | example.com | unrelated.not | SAN~recipient |
      | EV-01 | SAN equals the recipient domain        | Required - Verify  | example.com | unrelated.not | SAN~recipient |
      | EV-04 | SAN wrong, CN equals the recipient     | Preferred - Verify | x.not       | example.com   | CN~recipient  |
      | EV-04 | SAN wrong, CN equals the recipient     | Required - Verify  | x.not       | example.com   | CN~recipient  |
      | EV-26 | No SAN, CN equals the recipient domain | Preferred - Verify | -           | example.com   | CN~recipient  |
      | EV-26 | No SAN, CN equals the recipient domain | Required - Verify  | -           | example.com   | CN~recipient  |

  @esa @ESA-43 @ESA-45
  Scenario Outline: <row> <claim> (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not |
      | CN  | <CN>  |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR

    Examples:
      | row   | claim                                   | setting            | CN            |
      | EV-05 | SAN wrong, CN equals the consistent PTR | Preferred - Verify | ptr-a.rev.not |
      | EV-05 | SAN wrong, CN equals the consistent PTR | Required - Verify  | ptr-a.rev.not |

    @ambiguous @AMB-1 @ESA-70
    Examples:
      | row   | claim                      | setting            | CN        |
      | EV-22 | Wildcard CN covers the PTR | Preferred - Verify | *.rev.not |
      | EV-22 | Wildcard CN covers the PTR | Required - Verify  | *.rev.not |

  @esa @ESA-41 @ESA-46
  Scenario Outline: <row> <claim> (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS> |
      | CN  | <CN>  |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches

    Examples:
      | row   | claim                                | setting            | DNS             | CN              | fate                |
      | EV-02 | SAN names only the MX                | Preferred - Verify | mx01.hosted.not | -               | delivered encrypted |
      | EV-02 | SAN names only the MX                | Required - Verify  | mx01.hosted.not | -               | deferred            |
      | EV-03 | SAN names only the PTR               | Preferred - Verify | ptr-a.rev.not   | -               | delivered encrypted |
      | EV-03 | SAN names only the PTR               | Required - Verify  | ptr-a.rev.not   | -               | deferred            |
      | EV-19 | CN names the MX, PTR is another name | Preferred - Verify | -               | mx01.hosted.not | delivered encrypted |
      | EV-19 | CN names the MX, PTR is another name | Required - Verify  | -               | mx01.hosted.not | deferred            |

    @ambiguous @AMB-2
    Examples:
      | row   | claim                          | setting            | DNS | CN           | fate                |
      | EV-20 | Wildcard CN covers the MX only | Preferred - Verify | -   | *.hosted.not | delivered encrypted |
      | EV-20 | Wildcard CN covers the MX only | Required - Verify  | -   | *.hosted.not | deferred            |
