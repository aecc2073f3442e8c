Feature: What stands beside a star in its label must match

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx01.hosted.not |
      | mx01.hosted.not | A  | 192.0.2.1          |

  @esa @RNAME-3 @AMB-30
  Scenario Outline: <DNS> does not stand for mx01.hosted.not: <what differs>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is deferred
    And no name of the certificate matches

    Examples:
      | DNS               | what differs                   |
      | x*.hosted.not     | the beginning                  |
      | *9.hosted.not     | the end                        |
      | x*1.hosted.not    | the beginning, not the end     |
      | m*9.hosted.not    | the end, not the beginning     |
      | mx0*01.hosted.not | the two overlap in the MX name |
