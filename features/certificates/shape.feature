Feature: What an honest certificate may look like

  The kind of the key does not matter, and a certificate needs no subject if it has DNS names.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-28 @ESA-21
  Scenario Outline: The leaf has an ECDSA key: <setting>
    Given the certificate at 192.0.2.1 has instead
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |
      | key | P-256                        |
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

  @CE-29 @ESA-21
  Scenario Outline: The leaf has an Ed25519 key: <setting>
    Given the certificate at 192.0.2.1 has instead
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |
      | key | Ed25519                      |
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

  @CE-39 @ESA-32
  Scenario Outline: The subject is empty, and there are DNS names: <setting>
    Given the certificate at 192.0.2.1 has instead
      | CN  | -                            |
      | DNS | example.com, mx1.example.com |
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
