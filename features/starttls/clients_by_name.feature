Feature: A server that treats clients by the name that they give

  The name in EHLO is the first thing that a server hears of its client. What was said before TLS counts for
  nothing inside it, where the client gives its name again.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the MTA at 192.0.2.1 treats clients that say EHLO relay.partner.not differently

  @esa @ESA-12
  Scenario Outline: STARTTLS is left out for one name: the sender calls itself <name>
    Given the MTA at 192.0.2.1 does not offer STARTTLS
    And the sender calls itself <name>
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | name              | fate                |
      | relay.partner.not | deferred            |
      | RELAY.partner.not | deferred            |
      | other.partner.not | delivered encrypted |

  @esa @R5321-12
  Scenario Outline: Mail of one name is refused, inside TLS: the sender calls itself <name>
    Given the MTA at 192.0.2.1 answers MAIL inside TLS with "550 5.7.1 Not from you"
    And the sender calls itself <name>
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | name              | fate                |
      | relay.partner.not | bounced             |
      | other.partner.not | delivered encrypted |
