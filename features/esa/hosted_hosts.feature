Feature: What Verify Hosted Domains takes for the recipient domain and for the MX name

  Background:
    Given the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @ESA-52 @AMB-41
  Scenario Outline: <row> Implicit MX, certificate for <claim>
    Given these DNS records:
      | example.com      | A | 192.0.2.1 |
      | host.example.com | A | 192.0.2.1 |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    When a message is sent to u@example.com
    Then the message is <fate>
    And the comparisons are:
      | SAN | <DNS> | example.com | recipient domain | <match> |

    Examples:
      | row   | claim        | DNS              | match | fate               |
      | EH-14 | the domain   | example.com      | yes   | delivered verified |
      | EH-15 | another name | host.example.com | no    | deferred           |

  @esa @EH-16 @ESA-52 @inferred
  Scenario: MX alias: certificate for the alias target only
    Given these DNS records:
      | example.com     | MX    | 10 mx01.hosted.not |
      | mx01.hosted.not | CNAME | real.host.not      |
      | real.host.not   | A     | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | real.host.not |
      | CN  | unrelated.not |
    When a message is sent to u@example.com
    Then the message is deferred
    And no name of the certificate matches

  @esa @EH-17 @ESA-57
  Scenario: Recipient domain is an alias; certificate for the target's domain only
    Given these DNS records:
      | example.com     | CNAME | brand.not          |
      | brand.not       | MX    | 10 mx01.hosted.not |
      | mx01.hosted.not | A     | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | brand.not     |
      | CN  | unrelated.not |
    When a message is sent to u@example.com
    Then the message is deferred
    And no name of the certificate matches

  @esa @EH-22 @AMB-35 @inferred
  Scenario: Recipient at an address literal can never pass
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx01.hosted.not    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx01.hosted.not, example.com |
      | IP  | 192.0.2.1                    |
      | CN  | mx01.hosted.not              |
    And the TLS setting for [192.0.2.1] is "Required - Verify Hosted Domains"
    When a message is sent to u@[192.0.2.1]
    Then the message is deferred
    And 192.0.2.1 is contacted once
    And no name of the certificate matches
