Feature: A route with a host name and an address is judged by the connection that was made

  Background: both lead to the same server, the address first
    Given these DNS records:
      | example.com       | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not   | A   | 192.0.2.1          |
      | relay.partner.not | A   | 192.0.2.1          |
      | 192.0.2.1         | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not     | A   | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx01.hosted.not |
      | CN  | unrelated.not   |
    And the SMTP routes:
      """
      example.com  192.0.2.1/pri=0, relay.partner.not/pri=1
      """

  @esa @RO-33 @AMB-19 @ambiguous
  Scenario Outline: Mixed FQDN and IP routes, connected by the IP entry: <setting>, read by <reading>
    Given the TLS setting for example.com is "<setting>"
    And the option "mixed_routes" is "<reading>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <names>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | reading    | fate               | names                              |
      | Required - Verify                | connection | deferred           | no name of the certificate matches |
      | Required - Verify Hosted Domains | connection | delivered verified | the certificate matches by SAN~MX  |
      | Required - Verify                | strict     | deferred           | no name of the certificate matches |
      | Required - Verify Hosted Domains | strict     | deferred           | no name of the certificate matches |
