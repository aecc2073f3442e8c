Feature: The sender wants to see who receives

  Under Domain Security the server's certificate must be trusted and name the recipient domain or its MX
  host; which of the two is an option, as the sources do not say. There is no plaintext, and nobody may
  stand in between.

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

  @exchange @EXCH-31
  Scenario Outline: The server's certificate is <flaw>
    Given the certificate at 192.0.2.1 is <flaw>
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And the certificate is rejected as <problem>
    And the sender says QUIT and sends no mail

    Examples:
      | flaw                         | problem   |
      | issued below an unknown root | untrusted |
      | expired                      | expired   |

    @EX-23
    Examples: EX-23
      | flaw        | problem   |
      | self-signed | untrusted |

  @exchange @EX-25 @EXCH-35 @ambiguous
  Scenario Outline: EX-25 The certificate names only the MX host: "domain_security_names" is <reading>
    Given the certificate at 192.0.2.1 has instead
      | DNS | mail.woodgrove.not |
    And the option "domain_security_names" is "<reading>"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is <fate>
    And <because>

    Examples:
      | reading | fate               | because                            |
      | either  | delivered verified | the certificate matches by SAN~MX  |
      | host    | delivered verified | the certificate matches by SAN~MX  |
      | domain  | deferred           | no name of the certificate matches |

  @exchange @EXCH-35 @ambiguous
  Scenario Outline: The certificate names only the domain: "domain_security_names" is <reading>
    Given the certificate at 192.0.2.1 has instead
      | DNS | woodgrove.not |
    And the option "domain_security_names" is "<reading>"
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is <fate>
    And <because>

    Examples:
      | reading | fate               | because                                  |
      | either  | delivered verified | the certificate matches by SAN~recipient |
      | domain  | delivered verified | the certificate matches by SAN~recipient |
      | host    | deferred           | no name of the certificate matches       |

  @exchange @EX-26 @EXCH-36
  Scenario: EX-26 A server without STARTTLS
    Given the MTA at 192.0.2.1 offers "SIZE, 8BITMIME" before TLS
    When a message is sent from alice@contoso.not to bob@woodgrove.not
    Then the message is deferred
    And no mail command is sent
