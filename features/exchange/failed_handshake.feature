Feature: A handshake that fails, where nothing was promised

  The source does not say whether Exchange then writes in plaintext. By the first reading it gives the
  host up; by the other one it connects again, as RFC 7435 would allow. The connection on which the
  handshake failed carries no plaintext by either.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |

  @exchange @EX-06 @EXCH-24 @EXCH-13 @ambiguous
  Scenario Outline: EX-06 The option "opportunistic_retry_clear" is <reading>
    Given the option "opportunistic_retry_clear" is "<reading>"
    And the MTA at 192.0.2.1 answers the TLS handshake with the alert 40
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is <fate>
    And nothing is said in plaintext after STARTTLS
    And 192.0.2.1 is contacted <times>

    Examples:
      | reading | fate                   | times |
      | no      | deferred               | once  |
      | yes     | delivered in plaintext | twice |

  @exchange @EXCH-24 @EXCH-36
  Scenario: Domain Security never writes in plaintext
    Given the option "opportunistic_retry_clear" is "yes"
    And TLSSendDomainSecureList has woodgrove.not
    And the MTA at 192.0.2.1 answers the TLS handshake with the alert 40
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And no mail command is sent
    And 192.0.2.1 is contacted once

  @exchange @EXCH-24 @R5321-7
  Scenario: There is another host
    Given these DNS records:
      | woodgrove.not       | MX | 20 mail2.woodgrove.not |
      | mail2.woodgrove.not | A  | 192.0.2.2              |
    And an MTA at 192.0.2.2 without STARTTLS
    And the MTA at 192.0.2.1 answers the TLS handshake with the alert 40
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered in plaintext via mail2.woodgrove.not
    And 192.0.2.1 is contacted once
