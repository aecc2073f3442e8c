Feature: Under Domain Security neither certificate may be revoked

  "If the revocation check fails, the authenticating service will fail": by the letter of that sentence a list
  that cannot be had does the same.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
      | crl.ca.not         | A  | 192.0.2.80            |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |
    And the MTA at 192.0.2.1 is an Exchange server
    And the sender has a client certificate that has
      | DNS | contoso.not |
    And TLSSendDomainSecureList has woodgrove.not
    And TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not

  @exchange @EX-47 @EXCH-39
  Scenario: EX-47 The server's certificate is revoked
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" lists the certificate at 192.0.2.1
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the certificate is rejected as revoked

  @exchange @EX-47 @EXCH-39 @ambiguous
  Scenario Outline: EX-47 The list of the server's certificate cannot be had, as the web server <trouble>: "domain_security_revocation" is <reading>
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the web server at 192.0.2.80 <trouble>
    And the option "domain_security_revocation" is "<reading>"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is <fate>
    And <because>

    Examples:
      | trouble             | reading | fate               | because                                         |
      | refuses connections | hard    | deferred           | the certificate is rejected as possibly revoked |
      | stays silent        | hard    | deferred           | the certificate is rejected as possibly revoked |
      | refuses connections | soft    | delivered verified | the certificate matches by SAN~recipient        |

  @exchange @EX-47 @EXCH-39 @inferred
  Scenario: EX-47 The sender's certificate is revoked
    Given the client certificate of the sender names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" lists the client certificate of the sender
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the reason says "554 5.7.1 The client certificate is not trusted: it was revoked"

  @exchange @EX-47 @EXCH-39 @ambiguous
  Scenario Outline: EX-47 The list of the sender's certificate cannot be had: the web server <trouble>
    Given the client certificate of the sender names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the web server at 192.0.2.80 <trouble>
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the reason says "554 5.7.1 The client certificate is not trusted: nobody says whether it was revoked"

    Examples:
      | trouble             |
      | refuses connections |
      | stays silent        |

  @exchange @EXCH-39 @inferred
  Scenario: Neither is revoked
    Given the client certificate of the sender names the CRL "http://crl.ca.not/ca.crl"
    And the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered verified
    And the message is marked as secure
