Feature: What else a send connector can be told

  A connector ignores STARTTLS, or requires TLS and then checks nothing, the chain alone, or the chain and the
  recipient domain. None of these asks for a certificate of the sender, and the MX host does not count.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mail.woodgrove.not |

  @exchange @R3207-15
  Scenario Outline: A certificate for the MX host, <setting>
    Given the TLS setting for woodgrove.not is "<setting>"
    When a message is sent to bob@woodgrove.not
    Then the message is <fate>
    And <because>

    Examples:
      | setting                               | fate                   | because                                       |
      | No                                    | delivered in plaintext | STARTTLS is never sent                        |
      | Preferred                             | delivered encrypted    | the certificate is not checked                |
      | Required                              | delivered encrypted    | the certificate is not checked                |
      | encrypted                             | delivered encrypted    | the certificate is not checked                |
      | trusted chain only                    | delivered verified     | the names of the certificate are not compared |
      | verified against the recipient domain | deferred               | no name of the certificate matches            |

  @exchange @R3207-15
  Scenario Outline: A self-signed certificate for the domain, <setting>
    Given the certificate at 192.0.2.1 has instead
      | DNS | woodgrove.not |
    And the certificate at 192.0.2.1 is self-signed
    And the TLS setting for woodgrove.not is "<setting>"
    When a message is sent to bob@woodgrove.not
    Then the message is <fate>
    And nothing is said in plaintext after STARTTLS

    Examples:
      | setting                               | fate                |
      | encrypted                             | delivered encrypted |
      | trusted chain only                    | deferred            |
      | verified against the recipient domain | deferred            |

  @exchange @R5321-12
  Scenario: What is deferred waits half an hour
    Given the TLS setting for woodgrove.not is "Required"
    And the MTA at 192.0.2.1 does not offer STARTTLS
    And the MTA at 192.0.2.1 changes with its second connection
    When a message is sent to bob@woodgrove.not
    Then the message is deferred
    When 30 minutes pass
    Then the message is delivered encrypted
