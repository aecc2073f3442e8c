Feature: A chain of signatures must lead from the certificate to a trusted root

  Nothing is wrong with the names of the certificate: only its chain decides. "No", "Preferred" and
  "Required" do not look at it.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-01 @ESA-21
  Scenario Outline: The leaf and its intermediate are sent, and the root is trusted: <setting>
    Given the TLS setting for example.com is "<setting>"
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

  @CE-02 @ESA-21
  Scenario Outline: The root itself has signed the leaf: <setting>
    Given the certificate at 192.0.2.1 is issued by the root itself
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

  @CE-03 @R5280-3
  Scenario Outline: The intermediate is not sent: <setting>
    Given the certificate at 192.0.2.1 is sent without its intermediate
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting  | fate                   | because                        |
      | No       | delivered in plaintext | STARTTLS is never sent         |
      | Required | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate                | because                                  |
      | Preferred                        | delivered encrypted | the certificate is not checked           |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as untrusted |
      | Required - Verify                | deferred            | the certificate is rejected as untrusted |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as untrusted |
