Feature: What a certificate is compared with where a route leads

  Background: the MX host is not where a route leads
    Given these DNS records:
      | a.not          | MX | 10 mx.a.not       |
      | mx.a.not       | A  | 192.0.2.1         |
      | relay.not      | A  | 192.0.2.11        |
      | behind.not     | MX | 10 mail.relay.not |
      | behind.not     | A  | 192.0.2.13        |
      | mail.relay.not | A  | 192.0.2.11        |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx.a.not |
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | relay.not, mail.relay.not |

  Scenario Outline: A certificate for <names>, by <route>: <setting>
    Given the certificate at 192.0.2.11 has instead
      | DNS | <names> |
    And the TLS setting for a.not is "<setting>"
    And the SMTP routes:
      """
      a.not <route>
      """
    When a message is sent to ann@a.not
    Then the message is <fate>

    Examples: a host in brackets is the host
      | names     | route       | setting                               | fate               |
      | x.not     | [relay.not] | trusted chain only                    | delivered verified |
      | relay.not | [relay.not] | verified against the MX host name     | delivered verified |
      | a.not     | [relay.not] | verified against the MX host name     | deferred           |
      | mx.a.not  | [relay.not] | verified against the MX host name     | deferred           |
      | a.not     | [relay.not] | verified against the recipient domain | delivered verified |
      | relay.not | [relay.not] | verified against the recipient domain | deferred           |
      | a.not     | [relay.not] | Required - Verify Hosted Domains      | delivered verified |
      | relay.not | [relay.not] | Required - Verify Hosted Domains      | delivered verified |
      | mx.a.not  | [relay.not] | Required - Verify Hosted Domains      | deferred           |

    Examples: a host that is not has an MX host
      | names          | route      | setting                               | fate               |
      | mail.relay.not | behind.not | verified against the MX host name     | delivered verified |
      | behind.not     | behind.not | verified against the MX host name     | deferred           |
      | a.not          | behind.not | verified against the recipient domain | delivered verified |
      | behind.not     | behind.not | verified against the recipient domain | deferred           |
      | behind.not     | behind.not | Required - Verify Hosted Domains      | delivered verified |
      | mail.relay.not | behind.not | Required - Verify Hosted Domains      | deferred           |

    Examples: an address has no name
      | names     | route      | setting                               | fate               |
      | relay.not | 192.0.2.11 | trusted chain only                    | delivered verified |
      | relay.not | 192.0.2.11 | verified against the MX host name     | deferred           |
      | mx.a.not  | 192.0.2.11 | verified against the MX host name     | deferred           |
      | a.not     | 192.0.2.11 | verified against the recipient domain | delivered verified |
      | relay.not | 192.0.2.11 | verified against the recipient domain | deferred           |

  Scenario: Without TLS
    Given the TLS setting for a.not is "No"
    And the SMTP routes:
      """
      a.not  [relay.not]
      """
    When a message is sent to ann@a.not
    Then the message is delivered in plaintext
    And STARTTLS is never sent
    And no MX record of a.not is asked for
