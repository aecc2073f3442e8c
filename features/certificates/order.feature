Feature: A chain may be sent untidily

  A server should send its certificates in order and nothing else; the sender finds its way through
  others.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-30 @R5280-3 @inferred
  Scenario Outline: The root stands before the intermediate: <setting>
    Given the certificate at 192.0.2.1 is sent with its root before its intermediate
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

  @CE-31 @R5280-3 @inferred
  Scenario Outline: A certificate is among them that has nothing to do with it: <setting>
    Given the certificate at 192.0.2.1 is sent with an unrelated certificate
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

  @CE-32 @R5280-3
  Scenario Outline: The root is sent along: <setting>
    Given the certificate at 192.0.2.1 is sent with its root
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
