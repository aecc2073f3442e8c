Feature: When every host of an SMTP route fails, the mail waits

  It never falls over to the MX records, although a mail exchanger with a perfect certificate is up.

  Background: two relays, and a mail exchanger that would do
    Given these DNS records:
      | example.com         | MX | 10 mx01.hosted.not |
      | mx01.hosted.not     | A  | 192.0.2.1          |
      | relay-a.partner.not | A  | 192.0.2.11         |
      | relay-b.partner.not | A  | 192.0.2.12         |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx01.hosted.not |
      | CN  | unrelated.not                |
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | x.not         |
      | CN  | unrelated.not |
    And an MTA at 192.0.2.12 whose certificate has
      | DNS | x.not         |
      | CN  | unrelated.not |
    And the SMTP routes:
      """
      example.com  relay-a.partner.not, relay-b.partner.not/pri=10
      """

  @esa @RO-17 @ESA-69
  Scenario Outline: All routes down: queue, never the MX: <setting>
    Given the MTA at 192.0.2.11 refuses connections
    And the MTA at 192.0.2.12 refuses connections
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And no MX record of example.com is asked for
    And 192.0.2.1 is never contacted

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @RO-18 @ESA-61
  Scenario Outline: All routes fail verification: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.11 is contacted once
    And 192.0.2.12 is contacted once
    And 192.0.2.1 is never contacted

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |
