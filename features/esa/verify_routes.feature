Feature: For Verify an SMTP route changes the server that is reached, and no name

  The name of a route never counts. The reverse name is that of the server that the route leads to.

  Background:
    Given these DNS records:
      | example.com       | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not   | A   | 192.0.2.9          |
      | relay.partner.not | A   | 192.0.2.1          |
      | 192.0.2.1         | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not     | A   | 192.0.2.1          |
    And an MTA at 192.0.2.9 without STARTTLS

  @esa @EV-31 @AMB-10 @ambiguous
  Scenario Outline: FQDN route: its name never counts (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | relay.partner.not |
      | CN  | relay.partner.not |
    And the SMTP routes:
      """
      example.com relay.partner.not
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no name of the certificate matches
    And 192.0.2.9 is never contacted

    Examples:
      | setting            | fate                |
      | Preferred - Verify | delivered encrypted |
      | Required - Verify  | deferred            |

  @esa @ambiguous @AMB-10
  Scenario Outline: <row> <claim>: the PTR of its server counts (<setting>)
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | ptr-a.rev.not |
    And the SMTP routes:
      """
      example.com <route>
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR
    And 192.0.2.9 is never contacted

    Examples:
      | row   | claim      | route             | setting            |
      | EV-32 | FQDN route | relay.partner.not | Preferred - Verify |
      | EV-32 | FQDN route | relay.partner.not | Required - Verify  |
      | EV-33 | IP route   | 192.0.2.1         | Preferred - Verify |
      | EV-33 | IP route   | 192.0.2.1         | Required - Verify  |
