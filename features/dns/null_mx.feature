Feature: A domain says with a null MX that it takes no mail

  A null MX is a single MX record of preference 0 whose target is the root, "." (RFC 7505). It has
  nothing to do with TLS, so it bounces under every setting.

  Background: a domain with an address of its own, and a mail exchanger nearby
    Given these DNS records:
      | example.com     | A   | 192.0.2.9       |
      | mx1.example.com | A   | 192.0.2.1       |
      | 192.0.2.1       | PTR | mx1.example.com |
    And an MTA at 192.0.2.9 without STARTTLS
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @DN-12 @R7505-1 @R7505-3 @AMB-42
  Scenario Outline: Null MX: <setting>
    Given these DNS records:
      | example.com | MX | 0 . |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is bounced
    And the reason says "5.1.10"
    And 192.0.2.9 is never contacted
    And the questions are:
      | example.com | MX |

    @should
    Examples:
      | setting   |
      | No        |
      | Preferred |
      | Required  |

    @esa
    Examples:
      | setting                          |
      | Preferred - Verify               |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @DN-13 @R7505-2 @inferred
  Scenario: Null MX beside a real one
    Given these DNS records:
      | example.com | MX | 0 .                |
      | example.com | MX | 10 mx1.example.com |
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And 192.0.2.9 is never contacted

  @esa @DN-14 @R7505-1 @inferred
  Scenario: Root as target with non-zero preference
    Given these DNS records:
      | example.com | MX | 10 . |
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is bounced
    And 192.0.2.9 is never contacted
    And the questions are:
      | example.com | MX |
