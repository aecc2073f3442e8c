Feature: A route to /dev/null drops the mail

  Nothing is asked, nobody is contacted, and no TLS setting matters.

  Background: a mail exchanger that would do
    Given these DNS records:
      | example.com     | MX | 10 mx01.hosted.not |
      | mx01.hosted.not | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com   |
      | CN  | unrelated.not |

  @esa @RO-22 @ESA-68
  Scenario Outline: Route to /dev/null: <setting>
    Given the SMTP routes:
      """
      example.com  /dev/null
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is discarded
    And the name server is never asked
    And 192.0.2.1 is never contacted

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @RO-40 @ESA-68
  Scenario Outline: ALL to /dev/null: <setting>
    Given the SMTP routes:
      """
      ALL  /dev/null
      """
    And the default TLS setting is "<setting>"
    When a message is sent to u@example.com, u@another.not, u@a.third.not
    Then the message is discarded
    And the name server is never asked
    And 192.0.2.1 is never contacted

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |
