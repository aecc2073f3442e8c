@esa
Feature: Letter case and a final dot mean nothing in a route and in an entry

  Background:
    Given the sender is ESA
    And these DNS records:
      | example.com       | MX | 10 mx01.hosted.not |
      | mx01.hosted.not   | A  | 192.0.2.21         |
      | relay.partner.not | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | relay.partner.not |
    And an MTA at 192.0.2.21 without STARTTLS
    And the default TLS setting is "No"

  @RO-44 @AMB-26 @AMB-27
  Scenario Outline: The route is for <route>, the entry for <entry>, and mail goes to <recipient>
    Given the SMTP routes:
      """
      <route>  Relay.Partner.NOT
      """
    And the TLS setting for <entry> is "Required - Verify Hosted Domains"
    When a message is sent to <recipient>
    Then the message is delivered verified
    And 192.0.2.1 is contacted once
    And 192.0.2.21 is never contacted

    Examples:
      | route       | entry        | recipient      |
      | EXAMPLE.com | EXAMPLE.com  | u@Example.COM. |
      | example.com | example.com. | u@EXAMPLE.COM  |
      | Example.Com | example.COM  | u@example.com. |
