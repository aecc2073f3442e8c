Feature: A host that fails gives way to the next one

  A host that answers but fails what the setting asks for is given up, as one that does not answer,
  and the next MX is tried. "Preferred - Verify" delivers at the first host that takes the mail.

  Background: two honest servers, but for what a scenario says of the first
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | example.com     | MX  | 20 mx2.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | mx2.example.com | A   | 192.0.2.2          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | 192.0.2.2       | PTR | mx2.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com, mx2.example.com |
      | CN  | mx2.example.com              |

  @esa @ES-37 @ESA-61
  Scenario Outline: First host fails verification, second passes: <setting>
    Given the certificate at 192.0.2.1 has instead
      | DNS | other.not |
      | CN  | other.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate> via <host>

    Examples:
      | setting                          | fate                   | host            |
      | No                               | delivered in plaintext | mx1.example.com |
      | Preferred                        | delivered encrypted    | mx1.example.com |
      | Required                         | delivered encrypted    | mx1.example.com |
      | Required - Verify                | delivered verified     | mx2.example.com |
      | Required - Verify Hosted Domains | delivered verified     | mx2.example.com |

    @ambiguous @AMB-16
    Examples:
      | setting            | fate                | host            |
      | Preferred - Verify | delivered encrypted | mx1.example.com |

  @esa @ES-38 @ESA-15 @ESA-61
  Scenario Outline: First host without STARTTLS, second with: <setting>
    Given the MTA at 192.0.2.1 does not offer STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate> via <host>

    Examples:
      | setting                          | fate                   | host            |
      | No                               | delivered in plaintext | mx1.example.com |
      | Preferred                        | delivered in plaintext | mx1.example.com |
      | Required                         | delivered encrypted    | mx2.example.com |
      | Preferred - Verify               | delivered in plaintext | mx1.example.com |
      | Required - Verify                | delivered verified     | mx2.example.com |
      | Required - Verify Hosted Domains | delivered verified     | mx2.example.com |

  @esa @ES-40 @R5321-7
  Scenario Outline: First host refuses TCP: <setting>
    Given the MTA at 192.0.2.1 refuses connections
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate> via <host>

    Examples:
      | setting                          | fate                   | host            |
      | No                               | delivered in plaintext | mx2.example.com |
      | Preferred                        | delivered encrypted    | mx2.example.com |
      | Required                         | delivered encrypted    | mx2.example.com |
      | Preferred - Verify               | delivered verified     | mx2.example.com |
      | Required - Verify                | delivered verified     | mx2.example.com |
      | Required - Verify Hosted Domains | delivered verified     | mx2.example.com |
