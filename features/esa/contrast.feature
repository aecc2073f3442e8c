Feature: Verify and Verify Hosted Domains read the same certificate differently

  Every row is a certificate. Nothing but what the row says is in it: no name of this world shares a
  suffix with another, so that each match has one cause. The reverse name of the server is
  ptr-a.rev.not; it leads to the address in the column "A of the PTR", which is the server's own
  (192.0.2.1) where the reverse name is consistent.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |

  @esa @ESA-40 @ESA-41 @ESA-42 @ESA-43 @ESA-45 @ESA-46 @ESA-50 @ESA-51 @ESA-52 @ESA-54
  Scenario Outline: <row>, <setting>
    Given these DNS records:
      | ptr-a.rev.not | A | <A of the PTR> |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | <DNS> |
      | CN  | <CN>  |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <names>

    Examples: the settings that verify
      | row | setting                          | DNS               | CN                | A of the PTR | fate                | names                                    |
      | T01 | Preferred - Verify               | example.com       | unrelated.not     | 192.0.2.1    | delivered verified  | the certificate matches by SAN~recipient |
      | T01 | Required - Verify                | example.com       | unrelated.not     | 192.0.2.1    | delivered verified  | the certificate matches by SAN~recipient |
      | T01 | Required - Verify Hosted Domains | example.com       | unrelated.not     | 192.0.2.1    | delivered verified  | the certificate matches by SAN~recipient |
      | T02 | Preferred - Verify               | mx01.hosted.not   | unrelated.not     | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T02 | Required - Verify                | mx01.hosted.not   | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T02 | Required - Verify Hosted Domains | mx01.hosted.not   | unrelated.not     | 192.0.2.1    | delivered verified  | the certificate matches by SAN~MX        |
      | T03 | Preferred - Verify               | relay.partner.not | unrelated.not     | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T03 | Required - Verify                | relay.partner.not | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T03 | Required - Verify Hosted Domains | relay.partner.not | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T04 | Preferred - Verify               | ptr-a.rev.not     | unrelated.not     | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T04 | Required - Verify                | ptr-a.rev.not     | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T04 | Required - Verify Hosted Domains | ptr-a.rev.not     | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T06 | Preferred - Verify               | x.not             | unrelated.not     | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T06 | Required - Verify                | x.not             | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T06 | Required - Verify Hosted Domains | x.not             | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T07 | Preferred - Verify               | x.not             | -                 | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T07 | Required - Verify                | x.not             | -                 | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T07 | Required - Verify Hosted Domains | x.not             | -                 | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T08 | Preferred - Verify               | x.not             | example.com       | 192.0.2.1    | delivered verified  | the certificate matches by CN~recipient  |
      | T08 | Required - Verify                | x.not             | example.com       | 192.0.2.1    | delivered verified  | the certificate matches by CN~recipient  |
      | T08 | Required - Verify Hosted Domains | x.not             | example.com       | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T10 | Preferred - Verify               | x.not             | relay.partner.not | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T10 | Required - Verify                | x.not             | relay.partner.not | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T10 | Required - Verify Hosted Domains | x.not             | relay.partner.not | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T11 | Preferred - Verify               | x.not             | ptr-a.rev.not     | 192.0.2.1    | delivered verified  | the certificate matches by CN~PTR        |
      | T11 | Required - Verify                | x.not             | ptr-a.rev.not     | 192.0.2.1    | delivered verified  | the certificate matches by CN~PTR        |
      | T11 | Required - Verify Hosted Domains | x.not             | ptr-a.rev.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T12 | Preferred - Verify               | x.not             | ptr-a.rev.not     | 203.0.113.9  | delivered encrypted | no name of the certificate matches       |
      | T12 | Required - Verify                | x.not             | ptr-a.rev.not     | 203.0.113.9  | deferred            | no name of the certificate matches       |
      | T12 | Required - Verify Hosted Domains | x.not             | ptr-a.rev.not     | 203.0.113.9  | deferred            | no name of the certificate matches       |
      | T15 | Preferred - Verify               | -                 | example.com       | 192.0.2.1    | delivered verified  | the certificate matches by CN~recipient  |
      | T15 | Required - Verify                | -                 | example.com       | 192.0.2.1    | delivered verified  | the certificate matches by CN~recipient  |
      | T15 | Required - Verify Hosted Domains | -                 | example.com       | 192.0.2.1    | delivered verified  | the certificate matches by CN~recipient  |
      | T16 | Preferred - Verify               | -                 | mx01.hosted.not   | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T16 | Required - Verify                | -                 | mx01.hosted.not   | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T16 | Required - Verify Hosted Domains | -                 | mx01.hosted.not   | 192.0.2.1    | delivered verified  | the certificate matches by CN~MX         |
      | T18 | Preferred - Verify               | -                 | ptr-a.rev.not     | 192.0.2.1    | delivered verified  | the certificate matches by CN~PTR        |
      | T18 | Required - Verify                | -                 | ptr-a.rev.not     | 192.0.2.1    | delivered verified  | the certificate matches by CN~PTR        |
      | T18 | Required - Verify Hosted Domains | -                 | ptr-a.rev.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T19 | Preferred - Verify               | -                 | ptr-a.rev.not     | 203.0.113.9  | delivered encrypted | no name of the certificate matches       |
      | T19 | Required - Verify                | -                 | ptr-a.rev.not     | 203.0.113.9  | deferred            | no name of the certificate matches       |
      | T19 | Required - Verify Hosted Domains | -                 | ptr-a.rev.not     | 203.0.113.9  | deferred            | no name of the certificate matches       |
      | T20 | Preferred - Verify               | -                 | unrelated.not     | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T20 | Required - Verify                | -                 | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T20 | Required - Verify Hosted Domains | -                 | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T21 | Preferred - Verify               | -                 | -                 | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T21 | Required - Verify                | -                 | -                 | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T21 | Required - Verify Hosted Domains | -                 | -                 | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T22 | Preferred - Verify               | *.hosted.not      | unrelated.not     | 192.0.2.1    | delivered encrypted | no name of the certificate matches       |
      | T22 | Required - Verify                | *.hosted.not      | unrelated.not     | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T22 | Required - Verify Hosted Domains | *.hosted.not      | unrelated.not     | 192.0.2.1    | delivered verified  | the certificate matches by SAN~MX        |
      | T24 | Preferred - Verify               | x.not             | *.rev.not         | 192.0.2.1    | delivered verified  | the certificate matches by CN~PTR        |
      | T24 | Required - Verify                | x.not             | *.rev.not         | 192.0.2.1    | delivered verified  | the certificate matches by CN~PTR        |
      | T24 | Required - Verify Hosted Domains | x.not             | *.rev.not         | 192.0.2.1    | deferred            | no name of the certificate matches       |
      | T25 | Preferred - Verify               | -                 | *.rev.not         | 192.0.2.1    | delivered verified  | the certificate matches by CN~PTR        |
      | T25 | Required - Verify                | -                 | *.rev.not         | 192.0.2.1    | delivered verified  | the certificate matches by CN~PTR        |
      | T25 | Required - Verify Hosted Domains | -                 | *.rev.not         | 192.0.2.1    | deferred            | no name of the certificate matches       |

    Examples: the settings that do not look at the names
      | row | setting   | DNS               | CN                | A of the PTR | fate                   | names                                         |
      | T01 | No        | example.com       | unrelated.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T01 | Preferred | example.com       | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T01 | Required  | example.com       | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T02 | No        | mx01.hosted.not   | unrelated.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T02 | Preferred | mx01.hosted.not   | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T02 | Required  | mx01.hosted.not   | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T03 | No        | relay.partner.not | unrelated.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T03 | Preferred | relay.partner.not | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T03 | Required  | relay.partner.not | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T04 | No        | ptr-a.rev.not     | unrelated.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T04 | Preferred | ptr-a.rev.not     | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T04 | Required  | ptr-a.rev.not     | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T06 | No        | x.not             | unrelated.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T06 | Preferred | x.not             | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T06 | Required  | x.not             | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T07 | No        | x.not             | -                 | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T07 | Preferred | x.not             | -                 | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T07 | Required  | x.not             | -                 | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T08 | No        | x.not             | example.com       | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T08 | Preferred | x.not             | example.com       | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T08 | Required  | x.not             | example.com       | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T10 | No        | x.not             | relay.partner.not | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T10 | Preferred | x.not             | relay.partner.not | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T10 | Required  | x.not             | relay.partner.not | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T11 | No        | x.not             | ptr-a.rev.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T11 | Preferred | x.not             | ptr-a.rev.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T11 | Required  | x.not             | ptr-a.rev.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T12 | No        | x.not             | ptr-a.rev.not     | 203.0.113.9  | delivered in plaintext | STARTTLS is never sent                        |
      | T12 | Preferred | x.not             | ptr-a.rev.not     | 203.0.113.9  | delivered encrypted    | the names of the certificate are not compared |
      | T12 | Required  | x.not             | ptr-a.rev.not     | 203.0.113.9  | delivered encrypted    | the names of the certificate are not compared |
      | T15 | No        | -                 | example.com       | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T15 | Preferred | -                 | example.com       | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T15 | Required  | -                 | example.com       | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T16 | No        | -                 | mx01.hosted.not   | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T16 | Preferred | -                 | mx01.hosted.not   | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T16 | Required  | -                 | mx01.hosted.not   | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T18 | No        | -                 | ptr-a.rev.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T18 | Preferred | -                 | ptr-a.rev.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T18 | Required  | -                 | ptr-a.rev.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T19 | No        | -                 | ptr-a.rev.not     | 203.0.113.9  | delivered in plaintext | STARTTLS is never sent                        |
      | T19 | Preferred | -                 | ptr-a.rev.not     | 203.0.113.9  | delivered encrypted    | the names of the certificate are not compared |
      | T19 | Required  | -                 | ptr-a.rev.not     | 203.0.113.9  | delivered encrypted    | the names of the certificate are not compared |
      | T20 | No        | -                 | unrelated.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T20 | Preferred | -                 | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T20 | Required  | -                 | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T21 | No        | -                 | -                 | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T21 | Preferred | -                 | -                 | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T21 | Required  | -                 | -                 | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T22 | No        | *.hosted.not      | unrelated.not     | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T22 | Preferred | *.hosted.not      | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T22 | Required  | *.hosted.not      | unrelated.not     | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T24 | No        | x.not             | *.rev.not         | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T24 | Preferred | x.not             | *.rev.not         | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T24 | Required  | x.not             | *.rev.not         | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T25 | No        | -                 | *.rev.not         | 192.0.2.1    | delivered in plaintext | STARTTLS is never sent                        |
      | T25 | Preferred | -                 | *.rev.not         | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
      | T25 | Required  | -                 | *.rev.not         | 192.0.2.1    | delivered encrypted    | the names of the certificate are not compared |
