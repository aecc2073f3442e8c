@esa
Feature: Mail to an address literal goes by the route for ALL

  Background:
    Given the sender is ESA
    And these DNS records:
      | relay.partner.not | A | 192.0.2.11 |
    And an MTA at 192.0.2.1 without STARTTLS
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | relay.partner.not |
      | CN  | unrelated.not     |
    And the SMTP routes:
      """
      ALL  relay.partner.not
      """

  @RO-42 @ESA-66 @AMB-20 @inferred
  Scenario Outline: <setting>
    Given the default TLS setting is "<setting>"
    When a message is sent to u@[192.0.2.1]
    Then the message is <fate>
    And 192.0.2.11 is contacted once
    And 192.0.2.1 is never contacted

    Examples:
      | setting                          | fate                |
      | Required                         | delivered encrypted |
      | Required - Verify                | deferred            |
      | Required - Verify Hosted Domains | delivered verified  |
