Feature: Mail that cannot be delivered as its setting demands waits in the queue

  A failed attempt is a temporary failure: the mail is tried again every half hour, and bounces only
  when the queue lifetime, three days, has ended. Nobody states these two periods; they are options.

  Background: a server with the certificate of somebody else
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
      | CN  | other.not |

  @esa @ES-42 @ESA-16 @R5321-12
  Scenario Outline: Delivered on retry after the certificate is repaired: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    When the certificate at 192.0.2.1 is replaced by one that has
      | DNS | example.com, mx1.example.com |
    And 29 minutes pass
    Then the message is deferred
    And 192.0.2.1 is contacted once
    When 60 seconds pass
    Then the message is delivered verified via mx1.example.com
    And 192.0.2.1 is contacted twice

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @ES-43 @ESA-16 @inferred
  Scenario Outline: Bounced when the queue lifetime ends: <setting>
    Given the option "retry_interval" is "12h"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    When 71 hours pass
    Then the message is deferred
    And 192.0.2.1 is contacted 6 times
    When 60 minutes pass
    Then the message is bounced
    And 192.0.2.1 is contacted 7 times

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |
