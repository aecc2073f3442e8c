Feature: A host of an SMTP route that fails gives way to the next one

  It fails if it does not exist, does not answer, or answers and fails the verification. Once a host
  passes, the rest are not used.

  Background: two relays, each with its own name and the recipient domain in its certificate
    Given these DNS records:
      | example.com         | MX | 10 mx01.hosted.not |
      | mx01.hosted.not     | A  | 192.0.2.1          |
      | relay-a.partner.not | A  | 192.0.2.11         |
      | relay-b.partner.not | A  | 192.0.2.12         |
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | relay-a.partner.not, example.com |
      | CN  | unrelated.not                    |
    And an MTA at 192.0.2.12 whose certificate has
      | DNS | relay-b.partner.not, example.com |
      | CN  | unrelated.not                    |
    And the SMTP routes:
      """
      example.com  relay-a.partner.not, relay-b.partner.not/pri=10
      """

  @esa @RO-11 @ESA-61
  Scenario: First route down
    Given the MTA at 192.0.2.11 refuses connections
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay-b.partner.not

  @esa @RO-12 @ESA-61
  Scenario: First route fails verification
    Given the certificate at 192.0.2.11 has instead
      | DNS | x.not         |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay-b.partner.not
    And 192.0.2.11 is contacted once

  @esa @RO-14 @ESA-61
  Scenario Outline: First route passes, the second is never contacted: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay-a.partner.not
    And 192.0.2.12 is never contacted

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @RO-35 @ESA-61
  Scenario: Route host does not exist
    Given there is no A record of relay-a.partner.not
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay-b.partner.not
    And 192.0.2.11 is never contacted
