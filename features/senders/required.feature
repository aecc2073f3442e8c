@must @POLICY-1
Feature: Whoever is told to encrypt never sends in the clear

  Whatever goes wrong before TLS has come about, nothing of the message is said. Whether it waits or is returned is the
  sender's choice (RFC 3207 §6).

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @R3207-17
  Scenario Outline: The MTA <fault>, <setting>
    Given the MTA at 192.0.2.1 <fault>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And no mail command is sent

    Examples:
      | fault                                                                     | setting                           |
      | does not offer STARTTLS                                                   | encrypted                         |
      | does not offer STARTTLS                                                   | verified against the MX host name |
      | offers "SIZE 10485760, XXXXXXXA" before TLS                               | encrypted                         |
      | offers "SIZE 10485760, XXXXXXXA" before TLS                               | verified against the MX host name |
      | answers EHLO with "502 5.5.1 Command not implemented"                     | encrypted                         |
      | answers EHLO with "502 5.5.1 Command not implemented"                     | verified against the MX host name |
      | answers STARTTLS with "450 4.3.2 Busy"                                    | encrypted                         |
      | answers STARTTLS with "450 4.3.2 Busy"                                    | verified against the MX host name |
      | answers STARTTLS with "451 4.3.0 Local error"                             | encrypted                         |
      | answers STARTTLS with "451 4.3.0 Local error"                             | verified against the MX host name |
      | answers STARTTLS with "454 4.7.0 TLS not available"                       | encrypted                         |
      | answers STARTTLS with "454 4.7.0 TLS not available"                       | verified against the MX host name |
      | answers STARTTLS with "454-4.7.0 TLS not available\\n454 4.7.0 Try later" | encrypted                         |
      | answers STARTTLS with "454-4.7.0 TLS not available\\n454 4.7.0 Try later" | verified against the MX host name |
      | answers STARTTLS with "421 4.3.2 Closing"                                 | encrypted                         |
      | answers STARTTLS with "421 4.3.2 Closing"                                 | verified against the MX host name |
      | answers STARTTLS with "500 5.5.1 Command unrecognized"                    | encrypted                         |
      | answers STARTTLS with "500 5.5.1 Command unrecognized"                    | verified against the MX host name |
      | answers STARTTLS with "501 5.5.4 Syntax error"                            | encrypted                         |
      | answers STARTTLS with "501 5.5.4 Syntax error"                            | verified against the MX host name |
      | answers STARTTLS with "502 5.5.1 Not implemented"                         | encrypted                         |
      | answers STARTTLS with "502 5.5.1 Not implemented"                         | verified against the MX host name |
      | answers STARTTLS with "503 5.5.1 Bad sequence"                            | encrypted                         |
      | answers STARTTLS with "503 5.5.1 Bad sequence"                            | verified against the MX host name |
      | answers STARTTLS with "504 5.5.4 Not implemented"                         | encrypted                         |
      | answers STARTTLS with "504 5.5.4 Not implemented"                         | verified against the MX host name |
      | answers STARTTLS with "530 5.7.0 Not for you"                             | encrypted                         |
      | answers STARTTLS with "530 5.7.0 Not for you"                             | verified against the MX host name |
      | answers STARTTLS with "550 5.7.1 Not for you"                             | encrypted                         |
      | answers STARTTLS with "550 5.7.1 Not for you"                             | verified against the MX host name |
      | answers STARTTLS with "554 5.7.3 Refused by policy"                       | encrypted                         |
      | answers STARTTLS with "554 5.7.3 Refused by policy"                       | verified against the MX host name |
      | answers STARTTLS with "354 Go ahead"                                      | encrypted                         |
      | answers STARTTLS with "354 Go ahead"                                      | verified against the MX host name |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS"                      | encrypted                         |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS"                      | verified against the MX host name |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS"                      | encrypted                         |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS"                      | verified against the MX host name |
      | closes the connection in place of answering STARTTLS                      | encrypted                         |
      | closes the connection in place of answering STARTTLS                      | verified against the MX host name |
      | resets the connection in place of answering STARTTLS                      | encrypted                         |
      | resets the connection in place of answering STARTTLS                      | verified against the MX host name |
      | answers the TLS handshake with the alert 40                               | encrypted                         |
      | answers the TLS handshake with the alert 40                               | verified against the MX host name |
      | answers the TLS handshake with the alert 47                               | encrypted                         |
      | answers the TLS handshake with the alert 47                               | verified against the MX host name |
      | answers the TLS handshake with the alert 70                               | encrypted                         |
      | answers the TLS handshake with the alert 70                               | verified against the MX host name |
      | answers the TLS handshake with the alert 71                               | encrypted                         |
      | answers the TLS handshake with the alert 71                               | verified against the MX host name |
      | answers the TLS handshake with the alert 80                               | encrypted                         |
      | answers the TLS handshake with the alert 80                               | verified against the MX host name |
      | answers the TLS handshake with the alert 112                              | encrypted                         |
      | answers the TLS handshake with the alert 112                              | verified against the MX host name |
      | answers the TLS handshake with "250 2.0.0 Never mind"                     | encrypted                         |
      | answers the TLS handshake with "250 2.0.0 Never mind"                     | verified against the MX host name |
      | closes the connection in place of a TLS handshake                         | encrypted                         |
      | closes the connection in place of a TLS handshake                         | verified against the MX host name |
      | resets the connection in place of a TLS handshake                         | encrypted                         |
      | resets the connection in place of a TLS handshake                         | verified against the MX host name |
      | answers STARTTLS and then closes the connection                           | encrypted                         |
      | answers STARTTLS and then closes the connection                           | verified against the MX host name |
      | answers STARTTLS and then resets the connection                           | encrypted                         |
      | answers STARTTLS and then resets the connection                           | verified against the MX host name |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only                     | encrypted                         |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only                     | verified against the MX host name |
      | refuses every server name but other.not                                   | encrypted                         |
      | refuses every server name but other.not                                   | verified against the MX host name |
      | closes the connection after the TLS handshake                             | encrypted                         |
      | closes the connection after the TLS handshake                             | verified against the MX host name |
      | resets the connection after the TLS handshake                             | encrypted                         |
      | resets the connection after the TLS handshake                             | verified against the MX host name |
      | closes the connection in place of answering EHLO inside TLS               | encrypted                         |
      | closes the connection in place of answering EHLO inside TLS               | verified against the MX host name |
      | resets the connection in place of answering EHLO inside TLS               | encrypted                         |
      | resets the connection in place of answering EHLO inside TLS               | verified against the MX host name |
      | insists on a client certificate                                           | encrypted                         |
      | insists on a client certificate                                           | verified against the MX host name |

  @RATK-1
  Scenario Outline: An attacker <attack>, <setting>
    Given an attacker in front of 192.0.2.1 who <attack>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And no mail command is sent

    Examples:
      | attack                                              | setting                           |
      | strips STARTTLS                                     | encrypted                         |
      | strips STARTTLS                                     | verified against the MX host name |
      | answers STARTTLS with "454 4.7.0 TLS not available" | encrypted                         |
      | answers STARTTLS with "454 4.7.0 TLS not available" | verified against the MX host name |
      | answers the TLS handshake with the alert 40         | encrypted                         |
      | answers the TLS handshake with the alert 40         | verified against the MX host name |
