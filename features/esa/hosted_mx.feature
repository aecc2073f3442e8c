Feature: The MX name that counts for Verify Hosted Domains is that of the server it connected to

  Background: two mail exchangers
    Given these DNS records:
      | example.com     | MX | 10 mx01.hosted.not |
      | example.com     | MX | 20 mx02.hosted.not |
      | mx01.hosted.not | A  | 192.0.2.1          |
      | mx02.hosted.not | A  | 192.0.2.2          |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | mx02.hosted.not |
      | CN  | unrelated.not   |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @EH-11 @AMB-17 @ambiguous
  Scenario Outline: Certificate of another MX of the same domain, by the option "<option>"
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | mx02.hosted.not |
      | CN  | unrelated.not   |
    And the MTA at 192.0.2.2 refuses connections
    And the option "hosted_mx" is "<option>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.1 is contacted once

    Examples:
      | option    | fate               |
      | connected | deferred           |
      | all       | delivered verified |

  @esa @EH-13 @ESA-61
  Scenario: First MX wrong, second right
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | unrelated.not |
    When a message is sent to u@example.com
    Then the message is delivered verified via mx02.hosted.not
    And 192.0.2.1 is contacted once
    And the certificate matches by SAN~MX

  @esa @ESA-56 @AMB-17 @inferred
  Scenario Outline: Two MX names on one address: either counts, in one connection (<DNS>)
    Given these DNS records instead:
      | mx02.hosted.not | A | 192.0.2.1 |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    When a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.1 is contacted once

    Examples:
      | DNS             | fate               |
      | mx01.hosted.not | delivered verified |
      | mx02.hosted.not | delivered verified |
      | mx03.hosted.not | deferred           |
