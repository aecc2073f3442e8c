Feature: Domain Security has no place for a filter in between

  Both ends must be the servers that send and receive. A hygiene service that takes the mail first shows
  a certificate of its own: whoever looks at it sees another name.

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

  @exchange @EX-31 @EXCH-32
  Scenario: EX-31 A filter takes the mail at the address of the MX host
    Given these DNS records instead:
      | mail.woodgrove.not | A | 192.0.2.9 |
    And an MTA at 192.0.2.9 whose certificate has
      | DNS | mx.filter.not |
    And the MTA at 192.0.2.9 asks for a client certificate
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And no name of the certificate matches
    And 192.0.2.1 is never contacted

  @exchange @EXCH-35 @ambiguous
  Scenario Outline: The MX is the filter's own: "domain_security_names" is <reading>
    Given these DNS records instead:
      | woodgrove.not | MX | 10 mx.filter.not |
    And these DNS records:
      | mx.filter.not | A | 192.0.2.9 |
    And an MTA at 192.0.2.9 whose certificate has
      | DNS | mx.filter.not |
    And the MTA at 192.0.2.9 asks for a client certificate
    And the option "domain_security_names" is "<reading>"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is <fate>
    And <because>

    Examples: a reading that takes the MX name lets the filter in
      | reading | fate               | because                            |
      | either  | delivered verified | the certificate matches by SAN~MX  |
      | domain  | deferred           | no name of the certificate matches |

  @exchange @EX-31 @EXCH-32
  Scenario: EX-31 A filter sends in the name of its customer
    Given the sender has a client certificate that has
      | DNS | out.filter.not |
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the reason says "554 5.7.1 The client certificate does not name contoso.not"
