Feature: The receiver wants to see who sends

  A receiver that lists the sender's domain asks for a client certificate, and takes mail from that
  domain only if the certificate is trusted and names it. The sender keeps what is refused for this
  in its queue. The sources do not give the reply; RFC 3207 has 530 without TLS, 554 inside.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |
    And the MTA at 192.0.2.1 is an Exchange server
    And the sender has a client certificate that has
      | DNS | contoso.not |

  @exchange @EX-18 @EXCH-30 @EXCH-35 @inferred
  Scenario Outline: EX-18 The server does not ask: "domain_security_unasked" is <reading>
    Given the option "domain_security_unasked" is "<reading>"
    And TLSSendDomainSecureList has woodgrove.not
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is <fate>
    And <mark>

    Examples:
      | reading       | fate                | mark                                |
      | defer         | deferred            | no mail command is sent             |
      | opportunistic | delivered encrypted | the message is not marked as secure |

  @exchange @EXCH-31 @inferred
  Scenario Outline: <row> The sender's certificate is <flaw>
    Given the client certificate of the sender is <flaw>
    And TLSSendDomainSecureList has woodgrove.not
    And TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the reason says "554 5.7.1 The client certificate is not trusted"

    Examples:
      | row   | flaw                         |
      | EX-20 | issued below an unknown root |
      | EX-21 | self-signed                  |

  @exchange @EX-22 @EXCH-35 @ambiguous
  Scenario: EX-22 The sender's certificate names another domain
    Given the sender has a client certificate that has
      | DNS | other.not |
    And TLSSendDomainSecureList has woodgrove.not
    And TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the reason says "554 5.7.1 The client certificate does not name contoso.not"

  @exchange @EXCH-36 @inferred
  Scenario: A sender that has not heard of the receiver's list: its mail bounces
    Given the client certificate of the sender is self-signed
    And TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is bounced
    And the reason says "554 5.7.1 The client certificate is not trusted"

  @exchange @EXCH-36 @inferred
  Scenario: Mail of a listed domain in plaintext
    Given TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not
    And the TLS setting for woodgrove.not is "No"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is bounced
    And the reason says "530 5.7.0 Must issue a STARTTLS command first"
