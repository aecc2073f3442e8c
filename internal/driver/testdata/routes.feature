Feature: Smart hosts and routes

  Background: the MX host is not where a route leads
    Given these DNS records:
      | a.not          | MX | 10 mx.a.not       |
      | mx.a.not       | A  | 192.0.2.1         |
      | sub.a.not      | MX | 10 mx.a.not       |
      | b.not          | MX | 10 mx.b.not       |
      | mx.b.not       | A  | 192.0.2.2         |
      | relay.not      | A  | 192.0.2.11        |
      | behind.not     | MX | 10 mail.relay.not |
      | behind.not     | A  | 192.0.2.13        |
      | mail.relay.not | A  | 192.0.2.11        |
      | second.not     | A  | 192.0.2.12        |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx.a.not |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | mx.b.not |
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | relay.not, mail.relay.not |
    And an MTA at 192.0.2.12 whose certificate has
      | DNS | second.not |
    And an MTA at 2001:db8::11 whose certificate has
      | DNS | relay.not |
    And the default TLS setting is "Required"

  Scenario Outline: By <route>
    Given the SMTP routes:
      """
      a.not <route>
      """
    When a message is sent to ann@a.not
    Then the message is delivered encrypted
    And <address> is contacted once
    And 192.0.2.1 is never contacted

    Examples:
      | route        | address      |
      | [relay.not]  | 192.0.2.11   |
      | relay.not    | 192.0.2.11   |
      | behind.not   | 192.0.2.11   |
      | 192.0.2.11   | 192.0.2.11   |
      | 2001:db8::11 | 2001:db8::11 |

  Scenario Outline: By <route>, at a port of its own
    Given the MTA at 192.0.2.11 listens on port 2525
    And the SMTP routes:
      """
      a.not <route>
      """
    When a message is sent to ann@a.not
    Then the message is delivered encrypted
    And 192.0.2.11 is contacted once

    Examples:
      | route            |
      | [relay.not]:2525 |
      | relay.not:2525   |
      | behind.not:2525  |
      | 192.0.2.11:2525  |

  Scenario Outline: The next one of a route, as the first <fails>
    Given the MTA at 192.0.2.11 <fails>
    And the SMTP routes:
      """
      a.not [second.not]/pri=20, [relay.not]/pri=10
      """
    When a message is sent to ann@a.not
    Then the message is delivered encrypted
    And 192.0.2.12 is contacted once

    Examples:
      | fails                           |
      | refuses connections             |
      | does not offer STARTTLS         |
      | greets with "421 4.3.2 Not now" |

  Scenario: For all, but one that goes by its MX records and one that goes elsewhere
    Given the SMTP routes:
      """
      ALL    [relay.not]
      b.not  USEDNS
      .a.not [second.not]
      """
    When a message is sent to ann@a.not, bob@b.not, eve@sub.a.not
    Then the message to ann@a.not is delivered encrypted
    And the message to bob@b.not is delivered encrypted
    And the message to eve@sub.a.not is delivered encrypted
    And 192.0.2.11 is contacted once
    And 192.0.2.2 is contacted once
    And 192.0.2.12 is contacted once
    And 192.0.2.1 is never contacted

  Scenario: Nowhere
    Given the SMTP routes:
      """
      a.not  /dev/null
      """
    When a message is sent to ann@a.not
    Then the message is discarded
    And 192.0.2.1 is never contacted

  Scenario: Each domain has its own setting, over the same host
    Given the certificate at 192.0.2.11 has instead
      | DNS | elsewhere.not |
    And the TLS setting for a.not is "verified against the MX host name"
    And the TLS setting for b.not is "Preferred"
    And the SMTP routes:
      """
      ALL [relay.not]
      """
    When a message is sent to ann@a.not
    And 20 minutes pass
    And a message is sent to bob@b.not
    Then the message to ann@a.not is deferred
    And the message to bob@b.not is delivered encrypted
    When the certificate at 192.0.2.11 is replaced by one that has
      | DNS | relay.not |
    And 30 minutes pass
    Then the message to ann@a.not is delivered verified
    And the message to bob@b.not is delivered encrypted

  Scenario: The bounce of a message takes no route
    Given the MTA at 192.0.2.11 answers RCPT inside TLS with "550 5.1.1 No such user"
    And the SMTP routes:
      """
      ALL [relay.not]
      """
    When a message is sent to ann@a.not
    Then the message is bounced
    And 192.0.2.11 is contacted once
