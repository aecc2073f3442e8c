Feature: What a send connector with Domain Security does not take

  The peer must be found by MX, and the list has no wildcards.

  Background:
    Given the sender is Exchange
    And these DNS records:
      | relay.contoso.not | A | 192.0.2.8 |
    And an MTA at 192.0.2.8 without STARTTLS

  @exchange @EX-27 @EXCH-34
  Scenario: EX-27 A listed domain, and all mail goes through a smart host
    Given the option "smart_host" is "relay.contoso.not"
    And TLSSendDomainSecureList has woodgrove.not
    When the sender is configured
    Then the configuration is refused and the error says "smart host"

  @exchange @EX-28 @EXCH-34
  Scenario: EX-28 A wildcard in the list
    Given TLSSendDomainSecureList has *.woodgrove.not
    When the sender is configured
    Then the configuration is refused and the error says "wildcard"

  @exchange @EXCH-34
  Scenario: A smart host without a list is fine
    Given the option "smart_host" is "relay.contoso.not"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is delivered in plaintext via relay.contoso.not
