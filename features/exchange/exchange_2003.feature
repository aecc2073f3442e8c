Feature: Exchange 2003 has TLS on or off

  Exchange 2000 and 2003 use TLS only where it is configured, and then nothing but TLS.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |
    And the option "version" is "2003"

  @exchange @EX-08 @EXCH-23
  Scenario: EX-08 TLS is configured and not offered
    Given the TLS setting for woodgrove.not is "Required"
    And the MTA at 192.0.2.1 does not offer STARTTLS
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And no mail command is sent

  @exchange @EXCH-23
  Scenario: TLS is configured and offered: the certificate does not matter
    Given the TLS setting for woodgrove.not is "Required"
    And the certificate at 192.0.2.1 is self-signed
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered encrypted
    And the certificate is not checked

  @exchange @EXCH-23
  Scenario: TLS is offered and not configured
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered in plaintext
    And STARTTLS is never sent

  @exchange @EXCH-34
  Scenario: IgnoreSTARTTLS does the same to Exchange 2010
    Given the option "version" is "2010"
    And the TLS setting for woodgrove.not is "No"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered in plaintext
    And STARTTLS is never sent
