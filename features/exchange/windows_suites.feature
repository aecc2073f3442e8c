Feature: Which suites of Windows are spoken here, and what stands for the others

  Suites with NULL, EXPORT, DSS, DES or RC4-MD5 are never offered by a sender here. A server that has only
  such a one answers with the alert handshake_failure; one that names it all the same, or that answers
  in SSL 2.0, says so in a message made by hand, and nothing can follow. None of these gets mail.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |
      | key | RSA-2048                          |
    And the option "legacy_tls" is "on"

  @exchange @RTLS-7
  Scenario Outline: <suite> is not offered, and the server has no other
    Given the MTA at 192.0.2.1 offers the cipher suite <suite> only
    When a message is sent to bob@woodgrove.not
    Then the message is deferred
    And the reason says "handshake failure"
    And nothing is said in plaintext after STARTTLS

    Examples: not spoken here
      | suite                             |
      | TLS_RSA_WITH_RC4_128_MD5          |
      | TLS_RSA_WITH_DES_CBC_SHA          |
      | TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA |
      | TLS_DHE_DSS_WITH_DES_CBC_SHA      |
      | TLS_DHE_DSS_WITH_AES_128_CBC_SHA  |
      | TLS_DHE_DSS_WITH_AES_256_CBC_SHA  |
      | TLS_RSA_WITH_NULL_MD5             |
      | TLS_RSA_WITH_NULL_SHA             |

    @EX-41
    Examples: EX-41 EXPORT
      | suite                                   |
      | TLS_RSA_EXPORT1024_WITH_RC4_56_SHA      |
      | TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA     |
      | TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA |
      | TLS_RSA_EXPORT_WITH_RC4_40_MD5          |
      | TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5      |

  @exchange @RTLS-7
  Scenario Outline: The server names <suite>, which was not offered
    Given the MTA at 192.0.2.1 names the cipher suite <suite> in its ServerHello
    When a message is sent to bob@woodgrove.not
    Then the message is deferred
    And the reason says "unconfigured cipher suite"
    And no mail command is sent
    And nothing is said in plaintext after STARTTLS

    @EX-40
    Examples: EX-40 NULL
      | suite                 |
      | TLS_RSA_WITH_NULL_MD5 |
      | TLS_RSA_WITH_NULL_SHA |

    Examples: EXPORT, DSS, RC4-MD5
      | suite                             |
      | TLS_RSA_EXPORT_WITH_RC4_40_MD5    |
      | TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA |
      | TLS_RSA_WITH_RC4_128_MD5          |

  @exchange @EX-42 @RTLS-5
  Scenario Outline: EX-42 SSL 2.0 alone: <suite>
    Given the MTA at 192.0.2.1 offers the cipher suite <suite> only
    When a message is sent to bob@woodgrove.not
    Then the message is deferred
    And the reason says "first record does not look like a TLS handshake"
    And no mail command is sent

    Examples:
      | suite                            |
      | SSL_CK_RC4_128_WITH_MD5          |
      | SSL_CK_DES_192_EDE3_CBC_WITH_MD5 |
