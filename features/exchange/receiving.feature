Feature: What Exchange offers before TLS and inside it

  Before TLS it shows of AUTH only what exposes no password: NTLM. Inside TLS it adds LOGIN and PLAIN, and
  offers STARTTLS no more. The lists are those of the log of the chapter.

  Background:
    Given the receiver is Exchange
    And the listener lets users authenticate

  @exchange @EX-10 @EXCH-2 @EXCH-3
  Scenario: EX-10 Before TLS: NTLM alone
    When a client connects
    And the client says "EHLO desktop.somorita.com"
    Then the receiver offers "SIZE, PIPELINING, DSN, ENHANCEDSTATUSCODES, STARTTLS, X-ANONYMOUSTLS, AUTH NTLM, X-EXPS GSSAPI NTLM, 8BITMIME, BINARYMIME, CHUNKING, XEXCH50, XRDST" before TLS

  @exchange @EX-11 @EXCH-3 @EXCH-4
  Scenario: EX-11 Inside TLS: LOGIN and PLAIN as well
    When a client connects
    And the client says "EHLO desktop.somorita.com"
    And the client starts TLS
    And the client says "EHLO desktop.somorita.com"
    Then the receiver offers "SIZE, PIPELINING, DSN, ENHANCEDSTATUSCODES, X-ANONYMOUSTLS, AUTH NTLM LOGIN PLAIN, X-EXPS GSSAPI NTLM, 8BITMIME, BINARYMIME, CHUNKING, XEXCH50, XRDST" inside TLS

  @exchange @EX-13 @EXCH-6
  Scenario: EX-13 STARTTLS is not offered inside TLS
    When a client connects
    And the client says "EHLO desktop.somorita.com"
    And the client starts TLS
    And the client says "EHLO desktop.somorita.com"
    Then STARTTLS is offered before TLS
    And STARTTLS is not offered inside TLS

  @exchange @EX-14 @EXCH-6 @inferred
  Scenario: EX-14 STARTTLS is refused inside TLS
    When a client connects
    And the client says "EHLO desktop.somorita.com"
    And the client starts TLS
    And the client says "EHLO desktop.somorita.com"
    And the client says "STARTTLS"
    Then STARTTLS is answered with 503

  @exchange @EXCH-1
  Scenario: Mail comes in the clear to the same port
    When a client connects
    And the client says "EHLO desktop.somorita.com"
    And the client sends a message from ann@client.test to bob@receiver.test
    Then the message is accepted before TLS
