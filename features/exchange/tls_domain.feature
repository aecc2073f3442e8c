@exchange
Feature: TlsAuthLevel and TlsDomain of a send connector

  Background: a partner that receives mail at a host of its own name
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mail.woodgrove.not |

  @EXCH-41
  Scenario Outline: TlsDomain is <name>
    Given TlsAuthLevel for woodgrove.not is "DomainValidation"
    And TlsDomain for woodgrove.not is <name>
    When a message is sent to bob@woodgrove.not
    Then the message is <fate>
    And the rule is EXCH-41
    And nothing is said in plaintext after STARTTLS

    Examples:
      | name               | fate               |
      | mail.woodgrove.not | delivered verified |
      | woodgrove.not      | deferred           |
      | other.not          | deferred           |

  @EXCH-41 @R3207-15
  Scenario Outline: Without TlsDomain: <level>
    Given TlsAuthLevel for woodgrove.not is "<level>"
    When a message is sent to bob@woodgrove.not
    Then the message is <fate>
    And the rule is <rule>
    And nothing is said in plaintext after STARTTLS

    Examples: DomainValidation wants the recipient domain
      | level                 | fate                | rule     |
      | EncryptionOnly        | delivered encrypted | R3207-15 |
      | CertificateValidation | delivered verified  | ESA-21   |
      | DomainValidation      | deferred            | R3207-15 |

  @EXCH-41
  Scenario: TlsDomain without DomainValidation
    Given TlsAuthLevel for woodgrove.not is "EncryptionOnly"
    And TlsDomain for woodgrove.not is mail.woodgrove.not
    When the sender is configured
    Then the configuration is refused and the error says "needs the TlsAuthLevel DomainValidation"

  @EXCH-41
  Scenario Outline: Through a smart host: TlsDomain is needed, and is <name>
    Given the option "smart_host" is "mail.woodgrove.not"
    And TlsAuthLevel for fabrikam.not is "DomainValidation"
    And TlsDomain for fabrikam.not is <name>
    When a message is sent to bob@fabrikam.not
    Then the message is <fate>
    And 192.0.2.1 is contacted once

    Examples:
      | name               | fate               |
      | mail.woodgrove.not | delivered verified |
      | fabrikam.not       | deferred           |

  @EXCH-41
  Scenario: Through a smart host, without TlsDomain
    Given the option "smart_host" is "mail.woodgrove.not"
    And TlsAuthLevel for fabrikam.not is "DomainValidation"
    When the sender is configured
    Then the configuration is refused and the error says "needs a TlsDomain"
