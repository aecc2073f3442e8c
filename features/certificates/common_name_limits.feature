Feature: The limits of an issuer bind a Common Name that is compared

  The name constraints of an authority speak of DNS names. A Common Name that is read as a host name is one:
  otherwise an authority that is limited to other names could issue for any domain.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @esa @CE-45 @R5280-5
  Scenario Outline: The Common Name is the recipient domain: <setting>
    Given the certificate at 192.0.2.1 has instead
      | CN | example.com |
    And the issuer of the certificate at 192.0.2.1 is limited to names below other.not
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting                          | fate                   | because                                                         |
      | No                               | delivered in plaintext | STARTTLS is never sent                                          |
      | Preferred                        | delivered encrypted    | the certificate is not checked                                  |
      | Required                         | delivered encrypted    | the certificate is not checked                                  |
      | Preferred - Verify               | delivered encrypted    | the certificate is rejected as outside the limits of its issuer |
      | Required - Verify                | deferred               | the certificate is rejected as outside the limits of its issuer |
      | Required - Verify Hosted Domains | deferred               | the certificate is rejected as outside the limits of its issuer |

  @esa @R5280-5
  Scenario Outline: <what>: <setting>
    Given the certificate at 192.0.2.1 has instead
      | CN | <CN> |
    And the issuer of the certificate at 192.0.2.1 is limited to names below other.not
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And the certificate is rejected as outside the limits of its issuer

    Examples:
      | what                                       | CN              | setting                          | fate                |
      | The Common Name is the reverse name        | mx1.example.com | Preferred - Verify               | delivered encrypted |
      | The Common Name is the reverse name        | mx1.example.com | Required - Verify                | deferred            |
      | The Common Name is the MX host             | mx1.example.com | Required - Verify Hosted Domains | deferred            |
      | The Common Name covers the MX host by star | *.example.com   | Required - Verify Hosted Domains | deferred            |

  @esa @R5280-5 @ambiguous
  Scenario Outline: Beside the DNS name <DNS> the Common Name is compared under Verify alone: <setting>
    Given the certificate at 192.0.2.1 has instead
      | CN  | <CN>  |
      | DNS | <DNS> |
    And the issuer of the certificate at 192.0.2.1 is limited to names below <limit>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | CN          | DNS          | limit       | setting                          | fate               | because                                                         |
      | example.com | mx.other.not | other.not   | Required - Verify                | deferred           | the certificate is rejected as outside the limits of its issuer |
      | example.com | mx.other.not | other.not   | Required - Verify Hosted Domains | deferred           | no name of the certificate matches                              |
      | a.other.not | example.com  | example.com | Required - Verify                | delivered verified | the certificate matches by SAN~recipient                        |

  @esa @R5280-5
  Scenario Outline: <what>
    Given the certificate at 192.0.2.1 has instead
      | CN | <CN> |
    And the issuer of the certificate at 192.0.2.1 <limit>
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | what                                                 | CN          | limit                                 | fate               | because                                                         |
      | The Common Name is within the limits                 | example.com | is limited to names below example.com | delivered verified | the certificate matches by CN~recipient                         |
      | The Common Name is among the names that are excluded | example.com | must not name example.com             | deferred           | the certificate is rejected as outside the limits of its issuer |
