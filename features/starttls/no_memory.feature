Feature: Every session is judged anew

  A sender that remembers a verified session, or that a server once had TLS, would be wrong the day
  after. The built-in sender remembers nothing: neither to trust nor to distrust.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ST-36 @ESA-14
  Scenario: A ticket of a verified session does not vouch for another name at the same address
    Given these DNS records:
      | another.not | MX | 10 mx1.example.com |
    And these DNS records instead:
      | 192.0.2.1 | PTR | neither.not |
    And the default TLS setting is "Required - Verify"
    When a message is sent to u@example.com
    And a message is sent to u@another.not
    Then the message to u@example.com is delivered verified
    And the message to u@another.not is deferred
    And the rule is ESA-14
    And 192.0.2.1 is contacted twice

  @esa @ST-37 @R3207-16
  Scenario Outline: TLS yesterday, none today: <setting>
    Given the MTA at 192.0.2.1 changes with its second connection
    And the MTA at 192.0.2.1 does not offer STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    When 24 hours pass
    And a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.1 is contacted twice

    Examples:
      | setting   | fate                   |
      | Preferred | delivered in plaintext |
      | Required  | deferred               |
