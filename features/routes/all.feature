Feature: The route for ALL catches every domain that has no route of its own

  Background:
    Given these DNS records:
      | example.com       | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not   | A   | 192.0.2.1          |
      | relay.partner.not | A   | 192.0.2.1          |
      | 192.0.2.1         | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not     | A   | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | relay.partner.not |
      | CN  | unrelated.not     |
    And the SMTP routes:
      """
      other.not  192.0.2.99
      ALL        relay.partner.not
      """

  @esa @RO-26 @AMB-20 @inferred
  Scenario Outline: ALL catches the rest and its name is a reference: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <names>
    And no MX record of example.com is asked for

    Examples:
      | setting                          | fate               | names                                |
      | Required - Verify                | deferred           | no name of the certificate matches   |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~route |
