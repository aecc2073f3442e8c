Feature: Administrators can be told of mail that waits because TLS is required

  An alert is given at every attempt that fails, where alerts are switched on.

  Background: two servers, both with the certificate of somebody else
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | example.com     | MX  | 20 mx2.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | mx2.example.com | A   | 192.0.2.2          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | 192.0.2.2       | PTR | mx2.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
      | CN  | other.not |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | other.not |
      | CN  | other.not |

  @esa @ES-41 @ESA-16
  Scenario Outline: All hosts fail: deferred and alert: <setting>
    Given the option "alerts" is "on"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is contacted once
    And 192.0.2.2 is contacted once
    And the administrators are alerted

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @ESA-16
  Scenario: Alerts are given only where they are switched on
    Given the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And no alert is given
