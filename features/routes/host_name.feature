Feature: With an SMTP route to a host name, that name counts and the MX name does not

  "Verify Hosted Domains" compares with the recipient domain and then with the name of the route over
  which the connection was made. "Verify" never looks at the name of a route. The MX records are not
  even asked for.

  Background: a route to the same server that the MX record leads to
    Given these DNS records:
      | example.com       | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not   | A   | 192.0.2.1          |
      | relay.partner.not | A   | 192.0.2.1          |
      | 192.0.2.1         | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not     | A   | 192.0.2.1          |
    And the SMTP routes:
      """
      example.com  relay.partner.not
      """

  @esa @ESA-52 @ESA-53 @ESA-62
  Scenario Outline: <row> <title>: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <names>
    And no MX record of example.com is asked for

    Examples:
      | row   | title                                              | DNS               | setting                          | fate               | names                                    |
      | RO-01 | FQDN route, certificate names the route            | relay.partner.not | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~route     |
      | RO-02 | FQDN route switches the MX name off                | mx01.hosted.not   | Required - Verify Hosted Domains | deferred           | no name of the certificate matches       |
      | RO-03 | FQDN route, certificate names the recipient domain | example.com       | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~recipient |

    @ambiguous @AMB-10
    Examples:
      | row   | title                                              | DNS               | setting           | fate               | names                                    |
      | RO-01 | FQDN route, certificate names the route            | relay.partner.not | Required - Verify | deferred           | no name of the certificate matches       |
      | RO-02 | FQDN route switches the MX name off                | mx01.hosted.not   | Required - Verify | deferred           | no name of the certificate matches       |
      | RO-03 | FQDN route, certificate names the recipient domain | example.com       | Required - Verify | delivered verified | the certificate matches by SAN~recipient |
