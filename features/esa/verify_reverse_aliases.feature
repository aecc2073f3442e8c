Feature: Verify follows aliases from the address to the reverse name and back

  Background: the Common Name is the reverse name, and nothing else could match
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | ptr-a.rev.not |

  @esa @EV-12 @AMB-40 @inferred
  Scenario Outline: PTR name is an alias leading to our address (<setting>)
    Given there is no A record of ptr-a.rev.not
    And these DNS records:
      | ptr-a.rev.not | CNAME | real.host.not |
      | real.host.not | A     | 192.0.2.1     |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |

  @esa @EV-15 @AMB-37 @inferred
  Scenario Outline: Reverse delegation by CNAME (<setting>)
    Given there is no PTR record of 192.0.2.1
    And these DNS records:
      | 1.2.0.192.in-addr.arpa       | CNAME | 1.0-127.2.0.192.in-addr.arpa |
      | 1.0-127.2.0.192.in-addr.arpa | PTR   | ptr-a.rev.not                |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |
