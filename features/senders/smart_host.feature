Feature: A route leads the mail to a smart host

  Background: the MX host is not where the route leads
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
      | relay.not       | A  | 192.0.2.11         |
      | behind.not      | MX | 10 mail.relay.not  |
      | mail.relay.not  | A  | 192.0.2.11         |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | relay.not, mail.relay.not |
      | CN  | relay.not                 |

  @must @POLICY-2
  Scenario Outline: By <route>, <setting>
    Given the SMTP routes:
      """
      example.com <route>
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.11 is contacted once
    And 192.0.2.1 is never contacted

    Examples:
      | route       | setting   | fate                   |
      | [relay.not] | No        | delivered in plaintext |
      | [relay.not] | Preferred | delivered encrypted    |
      | [relay.not] | encrypted | delivered encrypted    |
      | relay.not   | encrypted | delivered encrypted    |
      | behind.not  | encrypted | delivered encrypted    |
      | 192.0.2.11  | No        | delivered in plaintext |
      | 192.0.2.11  | Preferred | delivered encrypted    |
      | 192.0.2.11  | encrypted | delivered encrypted    |

  @must @POLICY-2
  Scenario Outline: By <route>, at a port of its own
    Given the MTA at 192.0.2.11 listens on port 587
    And the SMTP routes:
      """
      example.com <route>
      """
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And 192.0.2.1 is never contacted

    Examples:
      | route           |
      | [relay.not]:587 |
      | behind.not:587  |
      | 192.0.2.11:587  |

  @must @POLICY-2
  Scenario Outline: For <more>, and for <less>
    Given the SMTP routes:
      """
      <less>
      <more>
      """
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And <address> is contacted once

    Examples:
      | more                     | less                  | address    |
      | other.not 192.0.2.99     | ALL [relay.not]       | 192.0.2.11 |
      | example.com [relay.not]  | ALL 192.0.2.99        | 192.0.2.11 |
      | .com [relay.not]         | .not 192.0.2.99       | 192.0.2.11 |
      | example.com USEDNS       | ALL [relay.not]       | 192.0.2.1  |
      | .example.com [relay.not] | other.not [relay.not] | 192.0.2.1  |

  @must @POLICY-2
  Scenario: The MX host is no way out
    Given the MTA at 192.0.2.11 refuses connections
    And the SMTP routes:
      """
      example.com [relay.not]
      """
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And 192.0.2.1 is never contacted

  @must @POLICY-1 @POLICY-2
  Scenario Outline: A certificate for <name>, by <route>, <setting>
    Given the certificate at 192.0.2.11 has instead
      | DNS | <name> |
      | CN  | <name> |
    And the SMTP routes:
      """
      example.com <route>
      """
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples: the chain alone
      | name  | route       | setting            | fate               |
      | x.not | [relay.not] | trusted chain only | delivered verified |
      | x.not | 192.0.2.11  | trusted chain only | delivered verified |

    Examples: the host that is connected to, and neither what leads there nor the MX host
      | name            | route       | setting                           | fate                |
      | relay.not       | [relay.not] | verified against the MX host name | delivered verified  |
      | mx1.example.com | [relay.not] | verified against the MX host name | deferred or bounced |
      | mail.relay.not  | behind.not  | verified against the MX host name | delivered verified  |
      | x.not           | behind.not  | verified against the MX host name | deferred or bounced |
      | relay.not       | 192.0.2.11  | verified against the MX host name | deferred or bounced |
      | mx1.example.com | 192.0.2.11  | verified against the MX host name | deferred or bounced |

    Examples: the recipient domain, wherever its mail goes
      | name        | route       | setting                               | fate                |
      | example.com | [relay.not] | verified against the recipient domain | delivered verified  |
      | relay.not   | [relay.not] | verified against the recipient domain | deferred or bounced |
      | example.com | 192.0.2.11  | verified against the recipient domain | delivered verified  |
      | relay.not   | 192.0.2.11  | verified against the recipient domain | deferred or bounced |
