Feature: The misprint in the log of the chapter

  The last line of the log is two lines run together: a reply that never ends. A client waits for the
  rest of it, and gives the server up.

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
      S: 220 2.0.0 Ready to start TLS
      C: <starts TLS negotiation>
      C: EHLO desktop.somorita.com
      S: 250-ex2010.somorita.com Hello desktop.somorita.com
      S: 250-CHUNKING
      S: 250-XEXCH50S: 250 XRDST
      """

  @exchange @EXCH-12 @R5321-7
  Scenario Outline: <sender> waits in vain
    Given the sender is <sender>
    And the MTA at 192.0.2.1 answers EHLO inside TLS and then stays silent
    And the TLS setting for somorita.com is "Preferred"
    When a message is sent to bob@somorita.com
    Then the message is deferred
    And no mail command is sent
    And the reason says "no answer in time"

    Examples:
      | sender   |
      | ESA      |
      | Exchange |
