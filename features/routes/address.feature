Feature: With an SMTP route to an IP address, the MX names go on counting

  The address says where to connect. It is no name, so "Verify Hosted Domains" compares with the
  recipient domain and then with the names of all its mail exchangers, although none of them was
  looked up to find the server.

  Background: the mail exchangers are not where the route leads
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | example.com     | MX  | 20 mx02.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.21         |
      | mx02.hosted.not | A   | 192.0.2.22         |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |
    And an MTA at 192.0.2.21 without STARTTLS
    And an MTA at 192.0.2.22 without STARTTLS
    And the SMTP routes:
      """
      example.com  192.0.2.1
      """

  @esa @ESA-55 @AMB-10 @AMB-18 @ambiguous
  Scenario Outline: <row> <title>: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <names>
    And 192.0.2.1 is contacted once
    And 192.0.2.21 is never contacted
    And 192.0.2.22 is never contacted

    Examples:
      | row   | title                                 | DNS             | setting                          | fate               | names                              |
      | RO-05 | IP route leaves the MX names on       | mx01.hosted.not | Required - Verify                | deferred           | no name of the certificate matches |
      | RO-05 | IP route leaves the MX names on       | mx01.hosted.not | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~MX  |
      | RO-06 | IP route: any MX of the domain counts | mx02.hosted.not | Required - Verify                | deferred           | no name of the certificate matches |
      | RO-06 | IP route: any MX of the domain counts | mx02.hosted.not | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~MX  |

  @esa @RO-07 @ESA-55
  Scenario Outline: IP route, domain has no MX: <setting>
    Given there is no MX record of example.com
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com   |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified via 192.0.2.1
    And the certificate matches by SAN~recipient

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |
