Feature: Mail that cannot be delivered as its setting demands waits in the queue

  A failed attempt is a temporary failure. The bounce profile says when the next one is due: as the appliance comes, after
  60 seconds, then after twice as long each time, and never more than an hour later. The mail bounces after 72 hours.

  Background: a server with the certificate of somebody else
    Given the sender is ESA
    And these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
      | CN  | other.not |

  @esa @ES-42 @ESA-16
  Scenario Outline: Delivered on retry after the certificate is repaired: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    When the certificate at 192.0.2.1 is replaced by one that has
      | DNS | example.com, mx1.example.com |
    And 59 seconds pass
    Then the message is deferred
    And 192.0.2.1 is contacted once
    When 1 second pass
    Then the message is delivered verified via mx1.example.com
    And 192.0.2.1 is contacted twice

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @ES-43 @ESA-16 @inferred
  Scenario Outline: Bounced when its time in the queue ends: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    When 71 hours pass
    Then the message is deferred
    And 192.0.2.1 is contacted 76 times
    When 59 minutes pass
    Then the message is deferred
    And 192.0.2.1 is contacted 77 times
    When 60 seconds pass
    Then the message is bounced
    And the rule is ESA-16
    And 192.0.2.1 is contacted 77 times

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |
