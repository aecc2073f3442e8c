Feature: An SMTP route changes which server is reached, and nothing else

  Background:
    Given these DNS records:
      | example.com       | MX | 10 mx01.hosted.not |
      | mx01.hosted.not   | A  | 192.0.2.21         |
      | relay.partner.not | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | relay.partner.not, example.com |
      | CN  | unrelated.not                  |
    And an MTA at 192.0.2.21 whose certificate has
      | DNS | mx01.hosted.not, example.com |
      | CN  | unrelated.not                |

  @esa @RO-29 @ESA-64
  Scenario: Route with a port
    Given the MTA at 192.0.2.1 listens on port 2525
    And the SMTP routes:
      """
      example.com  relay.partner.not:2525
      """
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay.partner.not

  @esa @RO-37 @AMB-43 @inferred
  Scenario: Route beats a null MX
    Given these DNS records instead:
      | example.com | MX | 0 . |
    And the SMTP routes:
      """
      example.com  relay.partner.not
      """
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay.partner.not
    And no MX record of example.com is asked for

  @esa @RO-39 @ESA-11
  Scenario: Preferred over a route without STARTTLS
    Given the MTA at 192.0.2.1 does not offer STARTTLS
    And the SMTP routes:
      """
      example.com  relay.partner.not
      """
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is delivered in plaintext via relay.partner.not
    And STARTTLS is never sent
