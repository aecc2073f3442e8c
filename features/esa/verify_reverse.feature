Feature: A reverse name counts for Verify only if it leads back to the server's address

  Whoever owns an address chooses its reverse name. So the name must itself lead to the address before
  the Common Name is compared with it. What cannot be shown does not count.

  Background: the Common Name is the reverse name, and nothing else could match
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | ptr-a.rev.not |

  @esa @EV-06 @ESA-45
  Scenario Outline: PTR inconsistent (<setting>)
    Given these DNS records instead:
      | ptr-a.rev.not | A | 203.0.113.9 |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And the A record of ptr-a.rev.not is asked for once

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |

  @esa @EV-07 @ESA-45
  Scenario Outline: No PTR (<setting>)
    Given there is no PTR record of 192.0.2.1
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And the PTR record of 192.0.2.1 is asked for once

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |

  @esa @EV-08 @AMB-38 @inferred
  Scenario Outline: PTR lookup fails (<setting>)
    Given questions for PTR of 192.0.2.1 are answered "SERVFAIL"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And the PTR record of 192.0.2.1 is asked for once

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |

  @esa @EV-10 @AMB-38 @inferred
  Scenario Outline: Forward lookup fails (<setting>)
    Given questions for A of ptr-a.rev.not are answered "SERVFAIL"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And the A record of ptr-a.rev.not is asked for once

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |

  @esa @AMB-38 @inferred
  Scenario Outline: <type> lookup of <name> times out (<setting>)
    Given questions for <type> of <name> stay unanswered
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And the <type> record of <name> is asked for twice

    Examples:
      | type | name          | setting            | fate                |
      | PTR  | 192.0.2.1     | Preferred - Verify | delivered encrypted |
      | PTR  | 192.0.2.1     | Required - Verify  | deferred            |
      | A    | ptr-a.rev.not | Preferred - Verify | delivered encrypted |
      | A    | ptr-a.rev.not | Required - Verify  | deferred            |
