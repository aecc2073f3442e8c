Feature: For Verify a reverse name is a name like any other

  Background: the Common Name is the reverse name, and nothing else could match
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | ptr-a.rev.not |

  @esa @EV-25 @AMB-26 @AMB-27
  Scenario Outline: PTR in other case and with final dot (<setting>)
    Given these DNS records instead:
      | 192.0.2.1 | PTR | PTR-A.Rev.Not. |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |

  @esa @EV-21 @ESA-43
  Scenario Outline: CN names the MX and the PTR is the MX name (<setting>)
    Given these DNS records instead:
      | example.com | MX | 10 mx09.hosted.not |
    And these DNS records:
      | mx09.hosted.not | A   | 192.0.2.9       |
      | 192.0.2.9       | PTR | mx09.hosted.not |
    And an MTA at 192.0.2.9 whose certificate has
      | DNS | x.not           |
      | CN  | mx09.hosted.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the comparisons are:
      | SAN | x.not           | example.com     | recipient domain | no  |
      | CN  | mx09.hosted.not | example.com     | recipient domain | no  |
      | CN  | mx09.hosted.not | mx09.hosted.not | PTR              | yes |

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |
