Feature: A path that does not carry

  Nothing is wrong with the first host, but connections to it never come about or do not carry enough.
  The next host takes the message: whatever breaks after the 220, the first one never hears it in the clear.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @R5321-7 @ESA-61
  Scenario Outline: Connections to the first host <fault>: Preferred
    Given these DNS records:
      | example.com     | MX | 20 mx2.example.com |
      | mx2.example.com | A  | 192.0.2.2          |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com |
    And connections to 192.0.2.1 <fault>
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx2.example.com
    And no mail command is sent in the clear

    @must
    Examples:
      | fault                   |
      | stay unanswered         |
      | are reset               |
      | are cut after 10 bytes  |
      | are cut after 100 bytes |

    @esa
    Examples:
      | fault                    |
      | are cut after 300 bytes  |
      | are cut after 1000 bytes |
      | carry 1 byte a second    |

  @must @R5321-7
  Scenario: A byte a second is enough for plaintext, which has no handshake to finish: No
    Given these DNS records:
      | example.com     | MX | 20 mx2.example.com |
      | mx2.example.com | A  | 192.0.2.2          |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com |
    And connections to 192.0.2.1 carry 1 byte a second
    And the TLS setting for example.com is "No"
    When a message is sent to u@example.com
    Then the message is delivered in plaintext via mx1.example.com

  @esa @ESA-61
  Scenario: A kilobyte a second is enough for all of it: Required - Verify
    Given these DNS records:
      | example.com     | MX | 20 mx2.example.com |
      | mx2.example.com | A  | 192.0.2.2          |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com |
    And connections to 192.0.2.1 carry 1000 bytes a second
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified via mx1.example.com
