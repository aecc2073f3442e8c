@esa
Feature: The name of a route in brackets is compared like any other

  Background:
    Given the sender is ESA
    And these DNS records:
      | example.com       | MX | 10 mx01.hosted.not |
      | mx01.hosted.not   | A  | 192.0.2.21         |
      | relay.partner.not | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | relay.partner.not |
      | CN  | unrelated.not     |
    And the SMTP routes:
      """
      example.com  [relay.partner.not]
      """

  @RO-43 @ESA-52 @ESA-62
  Scenario: The certificate names the host in the brackets alone
    Given the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay.partner.not
    And the certificate matches by SAN~route
    And the server name relay.partner.not is sent
