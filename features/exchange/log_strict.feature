Feature: The log of the chapter, and senders that go by RFC 3207

  The log has two oddities. Its server answers STARTTLS with 250, where only 220 begins TLS; and it
  greets again inside TLS, where the client speaks first. To be read word by word: the lines of the log
  are what the server says here; two replies that run together in its last line stand apart.

  Background: the server of the log
    Given these DNS records:
      | somorita.com        | MX | 10 ex2010.somorita.com |
      | ex2010.somorita.com | A  | 192.0.2.1              |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | ex2010.somorita.com |
    And the MTA at 192.0.2.1 speaks as in this log:
      """
      S: 220 ex2010.somorita.com ESMTP ready at Sun, 31 May 2009 22:37:28 -0700
      C: EHLO desktop.somorita.com
      S: 250-ex2010.somorita.com Hello desktop.somorita.com
      S: 250-SIZE
      S: 250-PIPELINING
      S: 250-DSN
      S: 250-ENHANCEDSTATUSCODES
      S: 250-STARTTLS
      S: 250-X-ANONYMOUSTLS
      S: 250-AUTH NTLM
      S: 250-X-EXPS GSSAPI NTLM
      S: 250-8BITMIME
      S: 250-BINARYMIME
      S: 250-CHUNKING
      S: 250-XEXCH50
      S: 250 XRDST
      C: STARTTLS
      S: 250 2.0.0 Ready to start TLS
      C: <starts TLS negotiation>
      S: 220 ex2010.somorita.com ESMTP ready at Sun, 31 May 2009 22:37:30 -0700
      C: EHLO desktop.somorita.com
      S: 250-ex2010.somorita.com Hello desktop.somorita.com
      S: 250-SIZE
      S: 250-PIPELINING
      S: 250-DSN
      S: 250-ENHANCEDSTATUSCODES
      S: 250-X-ANONYMOUSTLS
      S: 250-AUTH NTLM LOGIN PLAIN
      S: 250-X-EXPS GSSAPI NTLM
      S: 250-8BITMIME
      S: 250-AUTH NTLM LOGIN PLAIN
      S: 250-X-EXPS GSSAPI NTLM
      S: 250-BINARYMIME
      S: 250-CHUNKING
      S: 250-XEXCH50
      S: 250 XRDST
      """

  @exchange @EX-15 @EXCH-10 @EXCH-7
  Scenario Outline: EX-15 <sender> reads the log under <setting>
    Given the sender is <sender>
    And the sender calls itself desktop.somorita.com
    And the TLS setting for somorita.com is "<setting>"
    When a message is sent to bob@somorita.com
    Then the message is <fate>
    And no TLS session is begun
    And <what follows>
    And the session with 192.0.2.1 begins with:
      """
      S: 220 ex2010.somorita.com ESMTP ready at Sun, 31 May 2009 22:37:28 -0700
      C: EHLO desktop.somorita.com
      S: 250-ex2010.somorita.com Hello desktop.somorita.com
      S: 250-SIZE
      S: 250-PIPELINING
      S: 250-DSN
      S: 250-ENHANCEDSTATUSCODES
      S: 250-STARTTLS
      S: 250-X-ANONYMOUSTLS
      S: 250-AUTH NTLM
      S: 250-X-EXPS GSSAPI NTLM
      S: 250-8BITMIME
      S: 250-BINARYMIME
      S: 250-CHUNKING
      S: 250-XEXCH50
      S: 250 XRDST
      C: STARTTLS
      S: 250 2.0.0 Ready to start TLS
      """

    Examples: a 250 is no 220
      | sender   | setting   | fate                   | what follows                           |
      | ESA      | Preferred | delivered in plaintext | every session ends with QUIT           |
      | ESA      | Required  | deferred               | the sender says QUIT and sends no mail |
      | Exchange | Preferred | delivered in plaintext | every session ends with QUIT           |
      | Exchange | Required  | deferred               | the sender says QUIT and sends no mail |

  @exchange @EX-15 @EXCH-11
  Scenario Outline: EX-15 <sender> reads the log, its 250 mended to 220
    Given the MTA at 192.0.2.1 answers STARTTLS with "220 2.0.0 Ready to start TLS"
    And the sender is <sender>
    And the TLS setting for somorita.com is "Preferred"
    When a message is sent to bob@somorita.com
    Then the message is deferred
    And no mail command is sent
    And nothing is said in plaintext after STARTTLS

    Examples: the second greeting is no reply to EHLO
      | sender   |
      | ESA      |
      | Exchange |
