Feature: Servers on the Windows of their time, and a sender of today

  Windows Server 2003 ends at TLS 1.0 and has static RSA alone. A sender of today has no suite in common
  with it, and with Windows Server 2008 those with ECDHE, over one of three curves. There is no way back
  to plaintext after the 220. "legacy_tls" is what a sender must be told to reach such a server.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |
      | key | RSA-2048                          |

  @exchange @EX-35 @RTLS-5 @RTLS-7
  Scenario: EX-35 Windows Server 2003 and a sender of today
    Given the MTA at 192.0.2.1 speaks TLS as Windows Server 2003
    When a message is sent to bob@woodgrove.not
    Then the message is deferred
    And nothing is said in plaintext after STARTTLS
    And no mail command is sent

  @exchange @EX-36 @RTLS-5 @RTLS-7 @measured
  Scenario: EX-36 Windows Server 2003 and a sender that is told to: Go prefers 3DES
    Given the MTA at 192.0.2.1 speaks TLS as Windows Server 2003
    And the option "legacy_tls" is "on"
    When a message is sent to bob@woodgrove.not
    Then the message is delivered encrypted
    And TLS 1.0 is spoken
    And the cipher suite TLS_RSA_WITH_3DES_EDE_CBC_SHA is spoken

  @exchange @EX-36 @RTLS-7 @measured
  Scenario: EX-36 The same without 3DES: RC4
    Given the MTA at 192.0.2.1 offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only
    And the option "legacy_tls" is "on"
    When a message is sent to bob@woodgrove.not
    Then the message is delivered encrypted
    And the cipher suite TLS_RSA_WITH_RC4_128_SHA is spoken

  @exchange @EX-38 @RTLS-7
  Scenario Outline: EX-38 Only <suite>, "legacy_tls" is <legacy>
    Given the MTA at 192.0.2.1 offers the cipher suite <suite> only
    And the option "legacy_tls" is "<legacy>"
    When a message is sent to bob@woodgrove.not
    Then the message is <fate>
    And nothing is said in plaintext after STARTTLS

    Examples:
      | suite                        | legacy | fate                |
      | TLS_RSA_WITH_AES_128_CBC_SHA | off    | deferred            |
      | TLS_RSA_WITH_AES_256_CBC_SHA | off    | deferred            |
      | TLS_RSA_WITH_AES_128_CBC_SHA | on     | delivered encrypted |
      | TLS_RSA_WITH_AES_256_CBC_SHA | on     | delivered encrypted |

  @exchange @RTLS-6 @measured
  Scenario: Windows Server 2008 and a sender of today
    Given the MTA at 192.0.2.1 speaks TLS as Windows Server 2008
    When a message is sent to bob@woodgrove.not
    Then the message is delivered encrypted
    And TLS 1.2 is spoken
