Feature: The chain must end in a root that the sender trusts

  Nothing is wrong with the names of the certificate, nor with the signatures.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-04 @ESA-21 @ESA-23
  Scenario Outline: The leaf is self-signed: <setting>
    Given the certificate at 192.0.2.1 is self-signed
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

  @CE-05 @ESA-21
  Scenario Outline: The root is not on the list of trusted roots: <setting>
    Given the certificate at 192.0.2.1 is issued below an unknown root
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

  @esa @ESA-21
  Scenario: The same certificate is good once its root is on the list
    Given the certificate at 192.0.2.1 is issued below an unknown root
    And the sender trusts the root of the certificate at 192.0.2.1
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~recipient

  @CE-09 @R5280-1 @measured
  Scenario Outline: The root has expired, and is on the list of trusted roots: <setting>
    Given the certificate at 192.0.2.1 is issued below an expired root
    And the sender trusts the root of the certificate at 192.0.2.1
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
      | setting                          | fate                | because                                |
      | Preferred                        | delivered encrypted | the certificate is not checked         |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as expired |
      | Required - Verify                | deferred            | the certificate is rejected as expired |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as expired |
