Feature: The log of the chapter, and a sender that takes a 250 for a 220

  Word by word the log can be had: by a sender that begins TLS after a 250 and skips a greeting inside TLS.
  It takes both; either of the two alone leads nowhere.

  Background: the server of the log
    Given the sender is Exchange
    And the sender calls itself desktop.somorita.com
    And these DNS records:
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
    And the TLS setting for somorita.com is "Required"

  @exchange @EX-16 @EXCH-10 @EXCH-11 @EXCH-4 @EXCH-5
  Scenario: EX-16 Both oddities are tolerated
    Given the option "starttls_reply" is "lenient"
    And the option "banner_after_tls" is "lenient"
    When a message is sent to bob@somorita.com
    Then the message is delivered encrypted
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

  @exchange @EX-16 @EXCH-10 @EXCH-11
  Scenario Outline: EX-16 "starttls_reply" is <reply>, "banner_after_tls" is <banner>
    Given the option "starttls_reply" is "<reply>"
    And the option "banner_after_tls" is "<banner>"
    When a message is sent to bob@somorita.com
    Then the message is deferred
    And <what was seen>

    Examples: one of them is not
      | reply   | banner  | what was seen                       |
      | strict  | strict  | no TLS session is begun             |
      | strict  | lenient | no TLS session is begun             |
      | lenient | strict  | the first words inside TLS are EHLO |
