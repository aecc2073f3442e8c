@exchange
Feature: A client on Windows Server 2003, and a server on Windows Server 2008

  Background: two partners
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |
      | key | RSA-2048                          |
    And the option "legacy_tls" is "2003"

  @EX-50 @RTLS-5 @RTLS-7
  Scenario Outline: EX-50 No suite in common, and the server has said 220: <suite>
    Given the MTA at 192.0.2.1 offers the cipher suite <suite> only
    When a message is sent to bob@woodgrove.not
    Then the message is deferred
    And nothing is said in plaintext after STARTTLS
    And no mail command is sent

    Examples:
      | suite                              |
      | TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA |
      | TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA |
      | TLS_RSA_WITH_AES_128_CBC_SHA       |

  @EX-50 @EXCH-21
  Scenario: EX-50 Before the 220 an opportunistic message may go in the clear
    Given the MTA at 192.0.2.1 offers the cipher suite TLS_RSA_WITH_AES_128_CBC_SHA only
    And the MTA at 192.0.2.1 answers STARTTLS with "454 4.7.0 TLS not available"
    When a message is sent to bob@woodgrove.not
    Then the message is delivered in plaintext

  @EX-50 @RTLS-5 @RTLS-7
  Scenario: EX-50 A suite in common
    Given the MTA at 192.0.2.1 speaks TLS as Windows Server 2003
    When a message is sent to bob@woodgrove.not
    Then the message is delivered encrypted
    And TLS 1.0 is spoken
