Feature: Verify Hosted Domains compares the recipient domain before the MX name

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx01.hosted.not |
      | mx01.hosted.not | A  | 192.0.2.1          |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @EH-23 @ESA-34 @ESA-52
  Scenario Outline: Order: the recipient domain is compared before the MX name (<DNS>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~recipient

    Examples:
      | DNS                          |
      | example.com, mx01.hosted.not |
      | mx01.hosted.not, example.com |

  @esa @ESA-34 @ESA-52
  Scenario: Every name is compared with the recipient domain before any with the MX name
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not, mx01.hosted.not |
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the comparisons are:
      | SAN | x.not           | example.com     | recipient domain | no  |
      | SAN | mx01.hosted.not | example.com     | recipient domain | no  |
      | SAN | x.not           | mx01.hosted.not | MX               | no  |
      | SAN | mx01.hosted.not | mx01.hosted.not | MX               | yes |
