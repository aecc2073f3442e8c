Feature: The hosts of an SMTP route are tried by their priority

  The lowest number is the first to be tried, and a host without a number has 0. Hosts with the same
  number are tried in the order in which they were entered, or in turns, as the sender reads it.

  Background: two relays, each with its own name and the recipient domain in its certificate
    Given these DNS records:
      | example.com         | MX | 10 mx01.hosted.not |
      | mx01.hosted.not     | A  | 192.0.2.1          |
      | relay-a.partner.not | A  | 192.0.2.11         |
      | relay-b.partner.not | A  | 192.0.2.12         |
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | relay-a.partner.not, example.com |
      | CN  | unrelated.not                    |
    And an MTA at 192.0.2.12 whose certificate has
      | DNS | relay-b.partner.not, example.com |
      | CN  | unrelated.not                    |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @RO-09 @ESA-60
  Scenario: Lower number first
    Given the SMTP routes:
      """
      example.com  relay-b.partner.not/pri=10, relay-a.partner.not/pri=0
      """
    When a message is sent to u@example.com
    Then the message is delivered verified via relay-a.partner.not
    And 192.0.2.12 is never contacted

  @esa @RO-10 @ESA-60
  Scenario: Missing priority means 0
    Given the SMTP routes:
      """
      example.com  relay-b.partner.not/pri=1, relay-a.partner.not
      """
    When a message is sent to u@example.com
    Then the message is delivered verified via relay-a.partner.not
    And 192.0.2.12 is never contacted

  @esa @RO-15 @ESA-60 @AMB-4 @ambiguous
  Scenario: Equal priority: entry order
    Given the SMTP routes:
      """
      example.com  relay-b.partner.not/pri=0, relay-a.partner.not/pri=0
      """
    When a message is sent to u@example.com
    Then the message is delivered verified via relay-b.partner.not
    And 192.0.2.11 is never contacted

  @esa @RO-16 @AMB-4 @ambiguous
  Scenario: Equal priority: round-robin variant
    Given the option "route_tie" is "round_robin"
    And the SMTP routes:
      """
      example.com  relay-b.partner.not/pri=0, relay-a.partner.not/pri=0
      """
    When 20 messages are sent to u@example.com
    Then all 20 messages are delivered verified
    And each of 192.0.2.11, 192.0.2.12 takes between 1 % and 99 % of the messages
