Feature: The host of an SMTP route is looked up as mail is, unless it stands in brackets

  A plain host has its MX records followed; what is compared with the certificate stays the name in
  the table. A host in brackets is looked up for its address alone.

  Background: a relay that has a mail exchanger of its own
    Given these DNS records:
      | example.com       | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not   | A   | 192.0.2.21         |
      | relay.partner.not | MX  | 10 h.partner.not   |
      | relay.partner.not | A   | 192.0.2.11         |
      | h.partner.not     | A   | 192.0.2.1          |
      | 192.0.2.1         | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not     | A   | 192.0.2.1          |
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | relay.partner.not, example.com |
      | CN  | unrelated.not                  |

  @esa @RO-30 @ESA-64
  Scenario: Bracketed host: address lookup only
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | relay.partner.not, example.com |
      | CN  | unrelated.not                  |
    And the certificate at 192.0.2.11 has instead
      | DNS | relay.partner.not |
      | CN  | unrelated.not     |
    And the SMTP routes:
      """
      example.com  [relay.partner.not]
      """
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified via relay.partner.not
    And the certificate matches by SAN~route
    And the A record of relay.partner.not is asked for once
    And no MX record of relay.partner.not is asked for
    And 192.0.2.1 is never contacted

  @esa @ESA-65 @inferred
  Scenario Outline: <row> <title>: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the SMTP routes:
      """
      example.com  relay.partner.not
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <names>
    And 192.0.2.1 is contacted once
    And 192.0.2.11 is never contacted

    Examples:
      | row   | title                                                     | DNS               | setting                          | fate               | names                                |
      | RO-31 | Plain host: its MX is followed, its name is the reference | relay.partner.not | Required - Verify                | deferred           | no name of the certificate matches   |
      | RO-31 | Plain host: its MX is followed, its name is the reference | relay.partner.not | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~route |
      | RO-32 | Plain host: the MX behind it is no reference              | h.partner.not     | Required - Verify                | deferred           | no name of the certificate matches   |
      | RO-32 | Plain host: the MX behind it is no reference              | h.partner.not     | Required - Verify Hosted Domains | deferred           | no name of the certificate matches   |

  @esa @ESA-65 @R5321-2 @inferred
  Scenario: The MX records of the route's host cannot be had for now: the mail waits
    Given questions for MX of relay.partner.not are answered "SERVFAIL"
    And the SMTP routes:
      """
      example.com  relay.partner.not
      """
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.11 is never contacted
