Feature: Opportunistic TLS takes what it is offered

  Exchange 2007 and 2010 encrypt wherever the other side offers it, unconfigured, and accept whatever
  certificate is shown: to encrypt for nobody knows whom is no worse than plaintext. Such a message is
  never marked.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |

  @exchange @EXCH-20 @EXCH-22
  Scenario Outline: <row> A certificate that is <flaw>
    Given the certificate at 192.0.2.1 is <flaw>
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered encrypted
    And the certificate is not checked
    And nothing is said in plaintext after STARTTLS

    Examples:
      | row   | flaw                         |
      | EX-01 | self-signed                  |
      | EX-02 | expired                      |
      | EX-04 | issued below an unknown root |

  @exchange @EX-03 @EXCH-20
  Scenario: EX-03 A certificate for another name
    Given the certificate at 192.0.2.1 has instead
      | CN  | other.not |
      | DNS | other.not |
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered encrypted
    And the names of the certificate are not compared

  @exchange @EX-05 @EXCH-21
  Scenario: EX-05 A server without STARTTLS
    Given the MTA at 192.0.2.1 does not offer STARTTLS
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered in plaintext
    And STARTTLS is never sent

  @exchange @EX-07 @EXCH-8 @EXCH-21
  Scenario: EX-07 Nothing is configured for the domain
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered encrypted
    And the first words inside TLS are EHLO
    And STARTTLS is sent once

  @exchange @EX-32 @EXCH-33
  Scenario: EX-32 A good certificate on both sides, and nobody lists anybody
    Given the MTA at 192.0.2.1 asks for a client certificate
    And the sender has a client certificate that has
      | DNS | contoso.not |
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered encrypted
    And the message is not marked as secure
