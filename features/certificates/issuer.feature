Feature: The issuer must be an authority, and keep to its limits

  Somebody who has a good certificate for his own server must not be able to issue others with it.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-10 @R5280-2
  Scenario Outline: The issuer is not a CA: <setting>
    Given the certificate at 192.0.2.1 is issued by an authority that is no CA
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

  @CE-11 @R5280-2 @measured
  Scenario Outline: The issuer may not sign certificates: <setting>
    Given the certificate at 192.0.2.1 is issued by an authority that may not sign certificates
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

  @CE-16 @R5280-5
  Scenario Outline: The issuer is limited to names below the one in the certificate: <setting>
    Given the issuer of the certificate at 192.0.2.1 is limited to names below example.com
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

  @esa @R5280-5
  Scenario: The issuer is limited to other names
    Given the issuer of the certificate at 192.0.2.1 is limited to names below other.not
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And the certificate is rejected as outside the limits of its issuer

  @esa @R5280-1
  Scenario: The issuer is not a CA, and the certificate has expired
    Given the certificate at 192.0.2.1 is issued by an authority that is no CA
    And the certificate at 192.0.2.1 is expired
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And the certificate is rejected as expired

  @esa @R5280-3
  Scenario: The root is unknown, and a certificate that is no authority's is sent along
    Given the certificate at 192.0.2.1 is issued below an unknown root
    And the certificate at 192.0.2.1 is sent with an unrelated certificate
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And the certificate is rejected as untrusted
