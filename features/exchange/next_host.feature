@exchange
Feature: Where Exchange goes, and what it calls the host

  Background: two mail exchangers of a partner
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not       | MX | 10 mail1.woodgrove.not |
      | woodgrove.not       | MX | 20 mail2.woodgrove.not |
      | mail1.woodgrove.not | A  | 192.0.2.1              |
      | mail2.woodgrove.not | A  | 192.0.2.2              |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mail1.woodgrove.not |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | mail2.woodgrove.not |
    And the sender has a client certificate that has
      | DNS | contoso.not |

  @EX-43 @RTLS-1 @inferred
  Scenario: EX-43 The server name is that of the host
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered encrypted via mail1.woodgrove.not
    And the server name mail1.woodgrove.not is sent

  @EX-44 @EXCH-36
  Scenario: EX-44 Domain Security: the first host has a wrong name, the second is well
    Given the certificate at 192.0.2.1 has instead
      | DNS | other.not |
    And the MTA at 192.0.2.1 asks for a client certificate
    And the MTA at 192.0.2.2 asks for a client certificate
    And TLSSendDomainSecureList has woodgrove.not
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered verified via mail2.woodgrove.not
    And 192.0.2.1 is contacted once

  @EX-44 @EXCH-36
  Scenario: EX-44 Domain Security: no host is well
    Given the certificate at 192.0.2.1 has instead
      | DNS | other.not |
    And the MTA at 192.0.2.1 asks for a client certificate
    And the MTA at 192.0.2.2 does not offer STARTTLS
    And TLSSendDomainSecureList has woodgrove.not
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the rule is EXCH-36
    And no mail command is sent

  @EX-45 @R5321-4
  Scenario: EX-45 A mail exchanger at a loopback address is no candidate
    Given these DNS records:
      | woodgrove.not      | MX | 5 self.woodgrove.not |
      | self.woodgrove.not | A  | 127.0.0.1            |
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered encrypted via mail1.woodgrove.not
