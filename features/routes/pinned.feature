@esa
Feature: A route that is pinned withstands a forged MX record, and dies when the partner moves

  Background: the MX record is forged, and the forger has a sound certificate of its own
    Given the sender is ESA
    And these DNS records:
      | example.com       | MX  | 10 mx.evil.not |
      | mx.evil.not       | A   | 192.0.2.66     |
      | 192.0.2.66        | PTR | mx.evil.not    |
      | relay.partner.not | A   | 192.0.2.1      |
    And an MTA at 192.0.2.66 whose certificate has
      | DNS | mx.evil.not |
      | CN  | mx.evil.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | relay.partner.not |
    And the SMTP routes:
      """
      example.com  relay.partner.not
      """

  @RO-45 @ESA-66
  Scenario: The relay's name changes
    Given the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay.partner.not
    And the certificate matches by SAN~route
    When the certificate at 192.0.2.1 is replaced by one that has
      | DNS | relay.new-partner.not |
    And a message is sent to u@example.com
    Then the message is deferred
    And the rule is ESA-14
    And 192.0.2.66 is never contacted
