Feature: The last Common Name counts, however long

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-29 @AMB-24
  Scenario Outline: There are two, and the last one is the recipient domain: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | -             |
      | CN  | unrelated.not |
      | CN  | example.com   |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting   | fate                   | because                        |
      | No        | delivered in plaintext | STARTTLS is never sent         |
      | Preferred | delivered encrypted    | the certificate is not checked |
      | Required  | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate               | because                                 |
      | Preferred - Verify               | delivered verified | the certificate matches by CN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by CN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by CN~recipient |

  @esa @AMB-24
  Scenario Outline: There are two, and only the first one is the recipient domain: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | -             |
      | CN  | example.com   |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And no name of the certificate matches

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @NA-34 @ESA-43 @ESA-51 @inferred
  Scenario Outline: It is longer than the 64 characters of RFC 5280: <setting>
    Given these DNS records:
      | our-domain-whose-name-is-longer-than-a-common-name-may-ever-be.example | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | -                                                                      |
      | CN  | our-domain-whose-name-is-longer-than-a-common-name-may-ever-be.example |
    And the TLS setting for our-domain-whose-name-is-longer-than-a-common-name-may-ever-be.example is "<setting>"
    When a message is sent to u@our-domain-whose-name-is-longer-than-a-common-name-may-ever-be.example
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting   | fate                   | because                        |
      | No        | delivered in plaintext | STARTTLS is never sent         |
      | Preferred | delivered encrypted    | the certificate is not checked |
      | Required  | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate               | because                                 |
      | Preferred - Verify               | delivered verified | the certificate matches by CN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by CN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by CN~recipient |
