Feature: A healthy server behind an attacker

  The server can do TLS and says so; the path is not healthy. What an attacker can take away before the
  220 it can take away from those who do not insist; after the 220 from nobody.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ST-24 @RATK-2
  Scenario Outline: He turns the 220 into a 454: <setting>
    Given an attacker in front of 192.0.2.1 who answers STARTTLS with "454 4.7.0 TLS not available"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no TLS session is begun

    Examples:
      | setting           | fate                   |
      | Preferred         | delivered in plaintext |
      | Required - Verify | deferred               |

  @esa @ST-25 @ESA-11 @RATK-13
  Scenario: He answers the handshake with an alert, to provoke plaintext
    Given an attacker in front of 192.0.2.1 who answers the TLS handshake with the alert 40
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is deferred
    And no mail command is sent
    And 192.0.2.1 is contacted once
