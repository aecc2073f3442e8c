Feature: An address in an SMTP route is no name for a certificate

  Background:
    Given these DNS records:
      | example.com     | MX   | 10 mx01.hosted.not |
      | mx01.hosted.not | A    | 192.0.2.21         |
      | 192.0.2.1       | PTR  | ptr-a.rev.not      |
      | ptr-a.rev.not   | A    | 192.0.2.1          |
      | 2001:db8::1     | PTR  | ptr-b.rev.not      |
      | ptr-b.rev.not   | AAAA | 2001:db8::1        |

  @esa @RO-08 @AMB-23 @ambiguous
  Scenario Outline: IP address in SAN equals the IP route: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | IP | 192.0.2.1     |
      | CN | unrelated.not |
    And the SMTP routes:
      """
      example.com  192.0.2.1
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And no name of the certificate matches
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @RO-36 @ESA-64 @AMB-44
  Scenario Outline: IPv6 literal route: <setting>
    Given an MTA at 2001:db8::1 whose certificate has
      | DNS | example.com   |
      | CN  | unrelated.not |
    And the SMTP routes:
      """
      example.com  2001:db8::1
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified via 2001:db8::1
    And the certificate matches by SAN~recipient

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |
