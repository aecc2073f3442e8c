Feature: Small oddities of a server that do not stand in the way of TLS

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-22 @inferred @ESA-15
  Scenario Outline: EHLO refused inside TLS, HELO accepted: <setting>
    Given the MTA at 192.0.2.1 answers EHLO inside TLS with "502 5.5.1 What?"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   |
      | No                               | delivered in plaintext |
      | Preferred                        | delivered encrypted    |
      | Required                         | delivered encrypted    |
      | Preferred - Verify               | delivered verified     |
      | Required - Verify                | delivered verified     |
      | Required - Verify Hosted Domains | delivered verified     |

  @esa @ES-24 @ESA-15
  Scenario Outline: Keyword in lower case: <setting>
    Given the MTA at 192.0.2.1 offers "PIPELINING, 8BITMIME, starttls" before TLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   |
      | No                               | delivered in plaintext |
      | Preferred                        | delivered encrypted    |
      | Required                         | delivered encrypted    |
      | Preferred - Verify               | delivered verified     |
      | Required - Verify                | delivered verified     |
      | Required - Verify Hosted Domains | delivered verified     |
