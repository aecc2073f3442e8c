@choice
Feature: What "Preferred" does where TLS does not come about

  A sender that prefers TLS may go on in the clear, wait, or return the mail (RFC 3207 §6, RFC 7672 §2.2): an attacker
  could take STARTTLS away altogether. What it must not do is to say anything in the clear in a session that had its 220.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "Preferred"

  @R3207-2
  Scenario Outline: STARTTLS is refused: the MTA <fault>
    Given the MTA at 192.0.2.1 <fault>
    When a message is sent to u@example.com
    Then the message is delivered in plaintext, deferred or bounced
    And no TLS session is begun

    Examples:
      | fault                                                                     |
      | answers STARTTLS with "450 4.3.2 Busy"                                    |
      | answers STARTTLS with "451 4.3.0 Local error"                             |
      | answers STARTTLS with "454 4.7.0 TLS not available"                       |
      | answers STARTTLS with "454-4.7.0 TLS not available\\n454 4.7.0 Try later" |
      | answers STARTTLS with "421 4.3.2 Closing"                                 |
      | answers STARTTLS with "500 5.5.1 Command unrecognized"                    |
      | answers STARTTLS with "501 5.5.4 Syntax error"                            |
      | answers STARTTLS with "502 5.5.1 Not implemented"                         |
      | answers STARTTLS with "503 5.5.1 Bad sequence"                            |
      | answers STARTTLS with "504 5.5.4 Not implemented"                         |
      | answers STARTTLS with "530 5.7.0 Not for you"                             |
      | answers STARTTLS with "550 5.7.1 Not for you"                             |
      | answers STARTTLS with "554 5.7.3 Refused by policy"                       |
      | answers STARTTLS with "354 Go ahead"                                      |
      | closes the connection in place of answering STARTTLS                      |
      | resets the connection in place of answering STARTTLS                      |

  @R3207-1
  Scenario Outline: The answer to STARTTLS is a yes of another number: the MTA <fault>
    Given the MTA at 192.0.2.1 <fault>
    When a message is sent to u@example.com
    Then the message is delivered in plaintext, deferred or bounced

    Examples:
      | fault                                                |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS" |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS" |

  @R3207-17 @RDANE-3
  Scenario Outline: TLS fails after the 220: the MTA <fault>
    Given the MTA at 192.0.2.1 <fault>
    When a message is sent to u@example.com
    Then the message is delivered in plaintext, deferred or bounced
    And nothing is said in plaintext after STARTTLS

    Examples:
      | fault                                                       |
      | answers the TLS handshake with the alert 40                 |
      | answers the TLS handshake with the alert 47                 |
      | answers the TLS handshake with the alert 70                 |
      | answers the TLS handshake with the alert 71                 |
      | answers the TLS handshake with the alert 80                 |
      | answers the TLS handshake with the alert 112                |
      | closes the connection in place of a TLS handshake           |
      | resets the connection in place of a TLS handshake           |
      | answers STARTTLS and then closes the connection             |
      | answers STARTTLS and then resets the connection             |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only       |
      | refuses every server name but other.not                     |
      | closes the connection after the TLS handshake               |
      | resets the connection after the TLS handshake               |
      | closes the connection in place of answering EHLO inside TLS |
      | resets the connection in place of answering EHLO inside TLS |
      | insists on a client certificate                             |

  @RTLS-8
  Scenario Outline: The MTA speaks TLS <version> only
    Given the MTA at 192.0.2.1 speaks TLS <version> only
    When a message is sent to u@example.com
    Then the message is delivered encrypted, delivered in plaintext, deferred or bounced
    And nothing is said in plaintext after STARTTLS

    Examples:
      | version |
      | 1.0     |
      | 1.1     |

  @R3207-9 @R3207-17
  Scenario: The MTA does not hold the key of its certificate
    Given the certificate at 192.0.2.1 is shown without its key
    When a message is sent to u@example.com
    Then the message is delivered in plaintext, deferred or bounced
    And nothing is said in plaintext after STARTTLS
