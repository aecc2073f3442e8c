Feature: What each TLS setting does where everything is right

  The six settings differ in whether they ask for TLS at all, whether they can do without it, and
  whether they look at the certificate.

  Background: an honest server
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-01 @ESA-10 @ESA-11 @ESA-12 @ESA-13 @ESA-14 @ESA-15
  Scenario Outline: Everything is right: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate> via mx1.example.com
    And <what the server saw>

    Examples:
      | setting                          | fate                   | what the server saw                         |
      | No                               | delivered in plaintext | STARTTLS is never sent                      |
      | Preferred                        | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | Required                         | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | Preferred - Verify               | delivered verified     | nothing is said in plaintext after STARTTLS |
      | Required - Verify                | delivered verified     | nothing is said in plaintext after STARTTLS |
      | Required - Verify Hosted Domains | delivered verified     | nothing is said in plaintext after STARTTLS |

  @esa @ESA-11 @ESA-12 @ESA-23
  Scenario Outline: <setting> does not look at the certificate
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the certificate is not checked

    Examples:
      | setting   |
      | Preferred |
      | Required  |

  @esa @ESA-13 @ESA-14 @ESA-40 @ESA-52
  Scenario Outline: <setting> accepts it by the recipient domain
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~recipient

    Examples:
      | setting                          |
      | Preferred - Verify               |
      | Required - Verify                |
      | Required - Verify Hosted Domains |
