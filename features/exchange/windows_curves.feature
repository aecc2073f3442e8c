Feature: The end of a suite's name in Windows is a curve

  _P256, _P384 and _P521 name the elliptic curve of the key exchange, and no length of a hash. With each a
  sender of today gets through.

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |

  @exchange @EX-39 @RTLS-6
  Scenario Outline: EX-39 <suite> with a certificate of <key>
    Given the certificate at 192.0.2.1 has instead
      | DNS | woodgrove.not |
      | key | <key>         |
    And the MTA at 192.0.2.1 offers the cipher suite <suite> only
    When a message is sent to bob@woodgrove.not
    Then the message is delivered encrypted
    And the cipher suite <spoken> is spoken

    Examples:
      | suite                                     | key      | spoken                               |
      | TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA_P256 | P-256    | TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA |
      | TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA_P384 | P-256    | TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA |
      | TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA_P521 | P-256    | TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA |
      | TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA_P256 | P-256    | TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA |
      | TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA_P384 | P-256    | TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA |
      | TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA_P521 | P-256    | TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA |
      | TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA_P256   | RSA-2048 | TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA   |
      | TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA_P384   | RSA-2048 | TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA   |
      | TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA_P521   | RSA-2048 | TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA   |
      | TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA_P256   | RSA-2048 | TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA   |
      | TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA_P384   | RSA-2048 | TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA   |
      | TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA_P521   | RSA-2048 | TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA   |
