Feature: Domain Security looks at what the certificates are for, and at their names

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
    And TLSSendDomainSecureList has woodgrove.not
    And TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not

  @exchange @EX-46 @EXCH-35 @ambiguous
  Scenario: EX-46 The Common Name of the server alone does not count
    Given the certificate at 192.0.2.1 has instead
      | CN  | woodgrove.not |
      | DNS | other.not     |
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And no name of the certificate matches

  @exchange @EX-48 @EXCH-35
  Scenario Outline: EX-48 The client certificate is <flaw>
    Given the client certificate of the sender is <flaw>
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the reason says "554 5.7.1 The client certificate is not trusted"

    Examples:
      | flaw                                                  |
      | made for servers only                                 |
      | made for no purpose                                   |
      | expired                                               |
      | not yet valid                                         |
      | issued by an authority that has expired               |
      | issued by an authority whose key usage allows nothing |

  @exchange @EX-48 @EXCH-35
  Scenario: EX-48 The client certificate expires by the clock of the world
    Given the client certificate of the sender expires in 1 hour
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered verified
    When 2 hours pass
    And a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the reason says "554 5.7.1 The client certificate is not trusted"
