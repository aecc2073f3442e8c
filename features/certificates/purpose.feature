Feature: A certificate must be meant for a server, and understood

  The extended key usage says what a certificate is for; an extension that is marked critical must not
  be passed over.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-13 @R5280-4
  Scenario Outline: It is for clients only: <setting>
    Given the certificate at 192.0.2.1 is made for clients only
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
      | setting                          | fate                | because                                             |
      | Preferred                        | delivered encrypted | the certificate is not checked                      |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as not made for servers |
      | Required - Verify                | deferred            | the certificate is rejected as not made for servers |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as not made for servers |

  @CE-14 @R5280-4
  Scenario Outline: It does not say what it is for: <setting>
    Given the certificate at 192.0.2.1 is made for every purpose
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

  @CE-17 @R5280-6
  Scenario Outline: A critical extension is unknown: <setting>
    Given the certificate at 192.0.2.1 is marked with an unknown critical extension
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
      | setting                          | fate                | because                                       |
      | Preferred                        | delivered encrypted | the certificate is not checked                |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as not understood |
      | Required - Verify                | deferred            | the certificate is rejected as not understood |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as not understood |
