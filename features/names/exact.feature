Feature: A name matches exactly, but for the letter case

  No name of this world shares a suffix with another, so that each match has one cause.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-01 @ESA-35
  Scenario Outline: A DNS name is the recipient domain: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com   |
      | CN  | unrelated.not |
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
      | setting                          | fate               | because                                  |
      | Preferred - Verify               | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~recipient |

  @NA-02 @AMB-26
  Scenario Outline: The letter case of the certificate does not matter: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | EXAMPLE.Com   |
      | CN  | unrelated.not |
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
      | setting                          | fate               | because                                  |
      | Preferred - Verify               | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~recipient |

  @NA-03 @AMB-26
  Scenario Outline: The letter case of the recipient address does not matter: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com   |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@Example.COM
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
      | setting                          | fate               | because                                  |
      | Preferred - Verify               | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~recipient |

  @NA-21 @RNAME-2
  Scenario Outline: The last of a hundred DNS names is the recipient domain: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com   |
      | CN  | unrelated.not |
    And the certificate at 192.0.2.1 has 99 other DNS names before its own
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
      | setting                          | fate               | because                                  |
      | Preferred - Verify               | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify                | delivered verified | the certificate matches by SAN~recipient |
      | Required - Verify Hosted Domains | delivered verified | the certificate matches by SAN~recipient |
