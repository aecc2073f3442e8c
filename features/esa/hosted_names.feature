Feature: Verify Hosted Domains compares with the recipient domain and the MX name

  It compares the DNS names of the certificate, and the Common Name only if there is no DNS name at
  all. It never looks at reverse names.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @ESA-50 @ESA-51 @ESA-52
  Scenario Outline: <row> <claim>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS> |
      | CN  | <CN>  |
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by <matches by>
    And no reverse question is asked

    Examples:
      | row   | claim                                  | DNS             | CN              | matches by    |
      | EH-01 | SAN equals the recipient domain        | example.com     | unrelated.not   | SAN~recipient |
      | EH-02 | SAN equals the MX name                 | mx01.hosted.not | unrelated.not   | SAN~MX        |
      | EH-03 | Wildcard SAN covers the MX name        | *.hosted.not    | unrelated.not   | SAN~MX        |
      | EH-06 | No SAN, CN equals the recipient domain | -               | example.com     | CN~recipient  |
      | EH-07 | No SAN, CN equals the MX name          | -               | mx01.hosted.not | CN~MX         |

  @esa @ESA-50 @ESA-54
  Scenario Outline: <row> <claim>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS> |
      | CN  | <CN>  |
    When a message is sent to u@example.com
    Then the message is deferred
    And no name of the certificate matches
    And no reverse question is asked

    Examples:
      | row   | claim                                             | DNS   | CN            |
      | EH-04 | SAN wrong, CN right for the recipient: CN ignored | x.not | example.com   |
      | EH-08 | No SAN, CN equals the consistent PTR              | -     | ptr-a.rev.not |

  @esa @EH-09 @ESA-54
  Scenario Outline: No reverse query is ever made: <what matches>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS> |
      | CN  | <CN>  |
    When a message is sent to u@example.com
    Then the message is <fate>
    And the questions are:
      | example.com     | MX   |
      | mx01.hosted.not | A    |
      | mx01.hosted.not | AAAA |

    Examples:
      | what matches      | DNS             | CN              | fate               |
      | the SAN           | mx01.hosted.not | unrelated.not   | delivered verified |
      | the CN            | -               | mx01.hosted.not | delivered verified |
      | nothing, with SAN | ptr-a.rev.not   | ptr-a.rev.not   | deferred           |
      | nothing, with CN  | -               | ptr-a.rev.not   | deferred           |
      | nothing, no name  | -               | -               | deferred           |
