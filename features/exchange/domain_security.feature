Feature: Domain Security wants both sides

  The sender has the partner in TLSSendDomainSecureList, the receiver has the sender's domain in
  TLSReceiveDomainSecureList, and each trusts the certificate of the other. Then the message is marked.

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

  @exchange @EX-17 @EXCH-30 @EXCH-31 @EXCH-32 @EXCH-33
  Scenario: EX-17 Both list each other, and both certificates are trusted
    Given TLSSendDomainSecureList has woodgrove.not
    And TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered verified
    And the certificate matches by SAN~recipient
    And the message is marked as secure

  @exchange @EX-34 @EXCH-30
  Scenario: EX-34 The receiver trusts the sender and does not list it
    Given TLSSendDomainSecureList has woodgrove.not
    And TLSReceiveDomainSecureList at 192.0.2.1 has fabrikam.not
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered verified
    And the message is not marked as secure

  @exchange @EX-30 @EXCH-37 @inferred
  Scenario: EX-30 A domain that the receiver does not list may send all the same
    Given TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not
    And the client certificate of the sender is self-signed
    When a message is sent from tom@tailspin.not to bob@woodgrove.not
    Then the message is delivered encrypted
    And the message is not marked as secure

  @exchange @EX-29 @EXCH-34 @inferred
  Scenario: EX-29 A subdomain of a listed domain is another domain
    Given these DNS records:
      | sub.woodgrove.not | MX | 10 mail.woodgrove.not |
    And TLSSendDomainSecureList has woodgrove.not
    And the certificate at 192.0.2.1 is self-signed
    When a message is sent from alice@contoso.not to u@sub.woodgrove.not
    Then the message is delivered encrypted
    And the certificate is not checked
