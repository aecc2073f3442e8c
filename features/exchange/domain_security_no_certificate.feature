Feature: A sender that has no certificate cannot have Domain Security

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |
    And the MTA at 192.0.2.1 is an Exchange server
    And TLSSendDomainSecureList has woodgrove.not
    And TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not

  @exchange @EX-19 @EXCH-36
  Scenario Outline: EX-19 The receiver demands it: "domain_security_unasked" is <reading>
    Given the option "domain_security_unasked" is "<reading>"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the reason says "<why>"

    Examples: the sender knows that it has none, or the receiver tells it
      | reading       | why                                       |
      | defer         | there is no certificate to show           |
      | opportunistic | 554 5.7.1 No client certificate was shown |
