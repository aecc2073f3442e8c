@esa
Feature: Two routes to one address at two ports are two hosts

  Background:
    Given the sender is ESA
    And these DNS records:
      | example.com     | MX | 10 mx01.hosted.not |
      | mx01.hosted.not | A  | 192.0.2.21         |
      | a.not           | A  | 192.0.2.1          |
      | b.not           | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | b.not         |
      | CN  | unrelated.not |
    And the MTA at 192.0.2.1 listens on port 2525
    And an MTA at 192.0.2.21 without STARTTLS
    And the SMTP routes:
      """
      example.com  a.not:25, b.not:2525
      """

  @RO-41 @ESA-60 @ESA-63 @inferred
  Scenario Outline: The first port is closed: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.1 is contacted once
    And 192.0.2.21 is never contacted
    And ESA-61 is cited

    Examples:
      | setting                          | fate               |
      | Required - Verify                | deferred           |
      | Required - Verify Hosted Domains | delivered verified |
