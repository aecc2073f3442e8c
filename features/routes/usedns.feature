Feature: A route to USEDNS is as if there were no route

  The MX records lead the way, and "Verify Hosted Domains" accepts the MX name again.

  Background:
    Given these DNS records:
      | example.com       | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not   | A   | 192.0.2.1          |
      | relay.partner.not | A   | 192.0.2.11         |
      | 192.0.2.1         | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not     | A   | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx01.hosted.not |
      | CN  | unrelated.not   |

  @esa @RO-23 @ESA-67
  Scenario Outline: USEDNS is as if there were no route: <setting>
    Given the SMTP routes:
      """
      example.com  USEDNS
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <names>

    Examples:
      | setting                          | fate               | names                              |
      | Required - Verify                | deferred           | no name of the certificate matches |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~MX  |

  @esa @ESA-66 @ESA-67
  Scenario: USEDNS takes a domain out of ALL
    Given an MTA at 192.0.2.11 whose certificate has
      | DNS | relay.partner.not, example.com |
      | CN  | unrelated.not                  |
    And the SMTP routes:
      """
      ALL          relay.partner.not
      example.com  USEDNS
      """
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via mx01.hosted.not
    And 192.0.2.11 is never contacted
