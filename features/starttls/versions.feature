Feature: Versions of TLS

  TLS 1.2 and 1.3 are spoken, and nothing older. A server that has only older ones has said 220: there
  is no way back to plaintext, although plaintext is worse than old TLS.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @RTLS-6
  Scenario Outline: <row> TLS <version> only
    Given the MTA at 192.0.2.1 speaks TLS <version> only
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And TLS <version> is spoken

    Examples:
      | row   | version |
      | ST-20 | 1.3     |
      | ST-21 | 1.2     |

  @esa @ST-22 @RTLS-5
  Scenario Outline: TLS 1.1 only: <setting>
    Given the MTA at 192.0.2.1 speaks TLS 1.1 only
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And no mail command is sent
    And nothing is said in plaintext after STARTTLS

    Examples:
      | setting   |
      | Preferred |
      | Required  |
