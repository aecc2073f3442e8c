Feature: Every fault under every setting

  Before the 220 the sender may go on in plaintext on the same connection, if its setting allows that.
  Where there is no connection any more, and after the 220, it goes on to the next host; there is none
  here, so that the message stays in the queue. "No" never asks for TLS and never meets these faults.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ESA-15
  Scenario Outline: Refused, and the connection lives: the MTA <fault>, <setting>
    Given the MTA at 192.0.2.1 <fault>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>

    Examples:
      | fault                                                  | setting                          | fate                   | what the server saw     |
      | does not offer STARTTLS                                | No                               | delivered in plaintext | STARTTLS is never sent  |
      | does not offer STARTTLS                                | Preferred                        | delivered in plaintext | no TLS session is begun |
      | does not offer STARTTLS                                | Required                         | deferred               | no mail command is sent |
      | does not offer STARTTLS                                | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | does not offer STARTTLS                                | Required - Verify                | deferred               | no mail command is sent |
      | does not offer STARTTLS                                | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | offers "SIZE 10485760, XXXXXXXA" before TLS            | No                               | delivered in plaintext | STARTTLS is never sent  |
      | offers "SIZE 10485760, XXXXXXXA" before TLS            | Preferred                        | delivered in plaintext | no TLS session is begun |
      | offers "SIZE 10485760, XXXXXXXA" before TLS            | Required                         | deferred               | no mail command is sent |
      | offers "SIZE 10485760, XXXXXXXA" before TLS            | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | offers "SIZE 10485760, XXXXXXXA" before TLS            | Required - Verify                | deferred               | no mail command is sent |
      | offers "SIZE 10485760, XXXXXXXA" before TLS            | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers EHLO with "502 5.5.1 Command not implemented"  | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers EHLO with "502 5.5.1 Command not implemented"  | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers EHLO with "502 5.5.1 Command not implemented"  | Required                         | deferred               | no mail command is sent |
      | answers EHLO with "502 5.5.1 Command not implemented"  | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers EHLO with "502 5.5.1 Command not implemented"  | Required - Verify                | deferred               | no mail command is sent |
      | answers EHLO with "502 5.5.1 Command not implemented"  | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers EHLO with "250 STARTTLS"                       | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers EHLO with "250 STARTTLS"                       | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers EHLO with "250 STARTTLS"                       | Required                         | deferred               | no mail command is sent |
      | answers EHLO with "250 STARTTLS"                       | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers EHLO with "250 STARTTLS"                       | Required - Verify                | deferred               | no mail command is sent |
      | answers EHLO with "250 STARTTLS"                       | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "454 4.7.0 TLS not available"    | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "454 4.7.0 TLS not available"    | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "454 4.7.0 TLS not available"    | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "454 4.7.0 TLS not available"    | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "454 4.7.0 TLS not available"    | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "454 4.7.0 TLS not available"    | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "450 4.3.2 Busy"                 | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "450 4.3.2 Busy"                 | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "450 4.3.2 Busy"                 | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "450 4.3.2 Busy"                 | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "450 4.3.2 Busy"                 | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "450 4.3.2 Busy"                 | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "451 4.3.0 Local error"          | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "451 4.3.0 Local error"          | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "451 4.3.0 Local error"          | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "451 4.3.0 Local error"          | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "451 4.3.0 Local error"          | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "451 4.3.0 Local error"          | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "500 5.5.1 Command unrecognized" | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "500 5.5.1 Command unrecognized" | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "500 5.5.1 Command unrecognized" | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "500 5.5.1 Command unrecognized" | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "500 5.5.1 Command unrecognized" | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "500 5.5.1 Command unrecognized" | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "501 5.5.4 Syntax error"         | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "501 5.5.4 Syntax error"         | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "501 5.5.4 Syntax error"         | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "501 5.5.4 Syntax error"         | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "501 5.5.4 Syntax error"         | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "501 5.5.4 Syntax error"         | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "502 5.5.1 Not implemented"      | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "502 5.5.1 Not implemented"      | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "502 5.5.1 Not implemented"      | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "502 5.5.1 Not implemented"      | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "502 5.5.1 Not implemented"      | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "502 5.5.1 Not implemented"      | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "503 5.5.1 Bad sequence"         | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "503 5.5.1 Bad sequence"         | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "503 5.5.1 Bad sequence"         | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "503 5.5.1 Bad sequence"         | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "503 5.5.1 Bad sequence"         | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "503 5.5.1 Bad sequence"         | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "504 5.5.4 Not implemented"      | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "504 5.5.4 Not implemented"      | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "504 5.5.4 Not implemented"      | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "504 5.5.4 Not implemented"      | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "504 5.5.4 Not implemented"      | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "504 5.5.4 Not implemented"      | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "530 5.7.0 Not for you"          | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "530 5.7.0 Not for you"          | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "530 5.7.0 Not for you"          | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "530 5.7.0 Not for you"          | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "530 5.7.0 Not for you"          | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "530 5.7.0 Not for you"          | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "550 5.7.1 Not for you"          | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "550 5.7.1 Not for you"          | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "550 5.7.1 Not for you"          | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "550 5.7.1 Not for you"          | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "550 5.7.1 Not for you"          | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "550 5.7.1 Not for you"          | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "554 5.7.3 Refused by policy"    | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "554 5.7.3 Refused by policy"    | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "554 5.7.3 Refused by policy"    | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "554 5.7.3 Refused by policy"    | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "554 5.7.3 Refused by policy"    | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "554 5.7.3 Refused by policy"    | Required - Verify Hosted Domains | deferred               | no mail command is sent |

  @esa @ESA-15 @AMB-14 @ambiguous
  Scenario Outline: Agreed to with a code that is not 220: the MTA <fault>, <setting>
    Given the MTA at 192.0.2.1 <fault>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>

    Examples:
      | fault                                                | setting                          | fate                   | what the server saw     |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS" | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS" | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS" | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS" | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS" | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "250 2.0.0 Ready to start TLS" | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS" | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS" | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS" | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS" | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS" | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "211 2.0.0 Ready to start TLS" | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS with "354 Go ahead"                 | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "354 Go ahead"                 | Preferred                        | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "354 Go ahead"                 | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "354 Go ahead"                 | Preferred - Verify               | delivered in plaintext | no TLS session is begun |
      | answers STARTTLS with "354 Go ahead"                 | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "354 Go ahead"                 | Required - Verify Hosted Domains | deferred               | no mail command is sent |

  @esa @ESA-15 @AMB-13 @ambiguous
  Scenario Outline: No connection is left to go on with: the MTA <fault>, <setting>
    Given the MTA at 192.0.2.1 <fault>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>

    Examples:
      | fault                                                | setting                          | fate                   | what the server saw     |
      | answers STARTTLS with "421 4.3.2 Closing"            | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS with "421 4.3.2 Closing"            | Preferred                        | deferred               | no mail command is sent |
      | answers STARTTLS with "421 4.3.2 Closing"            | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS with "421 4.3.2 Closing"            | Preferred - Verify               | deferred               | no mail command is sent |
      | answers STARTTLS with "421 4.3.2 Closing"            | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS with "421 4.3.2 Closing"            | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | closes the connection in place of answering STARTTLS | No                               | delivered in plaintext | STARTTLS is never sent  |
      | closes the connection in place of answering STARTTLS | Preferred                        | deferred               | no mail command is sent |
      | closes the connection in place of answering STARTTLS | Required                         | deferred               | no mail command is sent |
      | closes the connection in place of answering STARTTLS | Preferred - Verify               | deferred               | no mail command is sent |
      | closes the connection in place of answering STARTTLS | Required - Verify                | deferred               | no mail command is sent |
      | closes the connection in place of answering STARTTLS | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | resets the connection in place of answering STARTTLS | No                               | delivered in plaintext | STARTTLS is never sent  |
      | resets the connection in place of answering STARTTLS | Preferred                        | deferred               | no mail command is sent |
      | resets the connection in place of answering STARTTLS | Required                         | deferred               | no mail command is sent |
      | resets the connection in place of answering STARTTLS | Preferred - Verify               | deferred               | no mail command is sent |
      | resets the connection in place of answering STARTTLS | Required - Verify                | deferred               | no mail command is sent |
      | resets the connection in place of answering STARTTLS | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | stays silent in place of answering STARTTLS          | No                               | delivered in plaintext | STARTTLS is never sent  |
      | stays silent in place of answering STARTTLS          | Preferred                        | deferred               | no mail command is sent |
      | stays silent in place of answering STARTTLS          | Required                         | deferred               | no mail command is sent |
      | stays silent in place of answering STARTTLS          | Preferred - Verify               | deferred               | no mail command is sent |
      | stays silent in place of answering STARTTLS          | Required - Verify                | deferred               | no mail command is sent |
      | stays silent in place of answering STARTTLS          | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS too late                            | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS too late                            | Preferred                        | deferred               | no mail command is sent |
      | answers STARTTLS too late                            | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS too late                            | Preferred - Verify               | deferred               | no mail command is sent |
      | answers STARTTLS too late                            | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS too late                            | Required - Verify Hosted Domains | deferred               | no mail command is sent |

  @esa @ESA-15 @ESA-11
  Scenario Outline: The handshake fails after the 220: the MTA <fault>, <setting>
    Given the MTA at 192.0.2.1 <fault>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>

    Examples:
      | fault                                                    | setting                          | fate                   | what the server saw     |
      | answers the TLS handshake with the alert 40              | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers the TLS handshake with the alert 40              | Preferred                        | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 40              | Required                         | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 40              | Required - Verify                | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 40              | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 47              | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers the TLS handshake with the alert 47              | Preferred                        | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 47              | Required                         | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 47              | Required - Verify                | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 47              | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 70              | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers the TLS handshake with the alert 70              | Preferred                        | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 70              | Required                         | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 70              | Required - Verify                | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 70              | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 71              | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers the TLS handshake with the alert 71              | Preferred                        | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 71              | Required                         | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 71              | Required - Verify                | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 71              | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 80              | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers the TLS handshake with the alert 80              | Preferred                        | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 80              | Required                         | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 80              | Required - Verify                | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 80              | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 112             | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers the TLS handshake with the alert 112             | Preferred                        | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 112             | Required                         | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 112             | Required - Verify                | deferred               | no mail command is sent |
      | answers the TLS handshake with the alert 112             | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers the TLS handshake with "250 2.0.0 Never mind"    | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers the TLS handshake with "250 2.0.0 Never mind"    | Preferred                        | deferred               | no mail command is sent |
      | answers the TLS handshake with "250 2.0.0 Never mind"    | Required                         | deferred               | no mail command is sent |
      | answers the TLS handshake with "250 2.0.0 Never mind"    | Required - Verify                | deferred               | no mail command is sent |
      | answers the TLS handshake with "250 2.0.0 Never mind"    | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | closes the connection in place of a TLS handshake        | No                               | delivered in plaintext | STARTTLS is never sent  |
      | closes the connection in place of a TLS handshake        | Preferred                        | deferred               | no mail command is sent |
      | closes the connection in place of a TLS handshake        | Required                         | deferred               | no mail command is sent |
      | closes the connection in place of a TLS handshake        | Required - Verify                | deferred               | no mail command is sent |
      | closes the connection in place of a TLS handshake        | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | resets the connection in place of a TLS handshake        | No                               | delivered in plaintext | STARTTLS is never sent  |
      | resets the connection in place of a TLS handshake        | Preferred                        | deferred               | no mail command is sent |
      | resets the connection in place of a TLS handshake        | Required                         | deferred               | no mail command is sent |
      | resets the connection in place of a TLS handshake        | Required - Verify                | deferred               | no mail command is sent |
      | resets the connection in place of a TLS handshake        | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | stays silent in place of a TLS handshake                 | No                               | delivered in plaintext | STARTTLS is never sent  |
      | stays silent in place of a TLS handshake                 | Preferred                        | deferred               | no mail command is sent |
      | stays silent in place of a TLS handshake                 | Required                         | deferred               | no mail command is sent |
      | stays silent in place of a TLS handshake                 | Required - Verify                | deferred               | no mail command is sent |
      | stays silent in place of a TLS handshake                 | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS and then closes the connection          | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS and then closes the connection          | Preferred                        | deferred               | no mail command is sent |
      | answers STARTTLS and then closes the connection          | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS and then closes the connection          | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS and then closes the connection          | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS and then resets the connection          | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS and then resets the connection          | Preferred                        | deferred               | no mail command is sent |
      | answers STARTTLS and then resets the connection          | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS and then resets the connection          | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS and then resets the connection          | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS and then stays silent                   | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS and then stays silent                   | Preferred                        | deferred               | no mail command is sent |
      | answers STARTTLS and then stays silent                   | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS and then stays silent                   | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS and then stays silent                   | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers STARTTLS and adds "250 evil" in the same segment | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers STARTTLS and adds "250 evil" in the same segment | Preferred                        | deferred               | no mail command is sent |
      | answers STARTTLS and adds "250 evil" in the same segment | Required                         | deferred               | no mail command is sent |
      | answers STARTTLS and adds "250 evil" in the same segment | Required - Verify                | deferred               | no mail command is sent |
      | answers STARTTLS and adds "250 evil" in the same segment | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | speaks TLS 1.0 only                                      | No                               | delivered in plaintext | STARTTLS is never sent  |
      | speaks TLS 1.0 only                                      | Preferred                        | deferred               | no mail command is sent |
      | speaks TLS 1.0 only                                      | Required                         | deferred               | no mail command is sent |
      | speaks TLS 1.0 only                                      | Required - Verify                | deferred               | no mail command is sent |
      | speaks TLS 1.0 only                                      | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | speaks TLS 1.1 only                                      | No                               | delivered in plaintext | STARTTLS is never sent  |
      | speaks TLS 1.1 only                                      | Preferred                        | deferred               | no mail command is sent |
      | speaks TLS 1.1 only                                      | Required                         | deferred               | no mail command is sent |
      | speaks TLS 1.1 only                                      | Required - Verify                | deferred               | no mail command is sent |
      | speaks TLS 1.1 only                                      | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only    | No                               | delivered in plaintext | STARTTLS is never sent  |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only    | Preferred                        | deferred               | no mail command is sent |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only    | Required                         | deferred               | no mail command is sent |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only    | Required - Verify                | deferred               | no mail command is sent |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only    | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | refuses every server name but other.not                  | No                               | delivered in plaintext | STARTTLS is never sent  |
      | refuses every server name but other.not                  | Preferred                        | deferred               | no mail command is sent |
      | refuses every server name but other.not                  | Required                         | deferred               | no mail command is sent |
      | refuses every server name but other.not                  | Required - Verify                | deferred               | no mail command is sent |
      | refuses every server name but other.not                  | Required - Verify Hosted Domains | deferred               | no mail command is sent |

    @AMB-12 @ambiguous
    Examples:
      | fault                                                    | setting            | fate     | what the server saw     |
      | answers the TLS handshake with the alert 40              | Preferred - Verify | deferred | no mail command is sent |
      | answers the TLS handshake with the alert 47              | Preferred - Verify | deferred | no mail command is sent |
      | answers the TLS handshake with the alert 70              | Preferred - Verify | deferred | no mail command is sent |
      | answers the TLS handshake with the alert 71              | Preferred - Verify | deferred | no mail command is sent |
      | answers the TLS handshake with the alert 80              | Preferred - Verify | deferred | no mail command is sent |
      | answers the TLS handshake with the alert 112             | Preferred - Verify | deferred | no mail command is sent |
      | answers the TLS handshake with "250 2.0.0 Never mind"    | Preferred - Verify | deferred | no mail command is sent |
      | closes the connection in place of a TLS handshake        | Preferred - Verify | deferred | no mail command is sent |
      | resets the connection in place of a TLS handshake        | Preferred - Verify | deferred | no mail command is sent |
      | stays silent in place of a TLS handshake                 | Preferred - Verify | deferred | no mail command is sent |
      | answers STARTTLS and then closes the connection          | Preferred - Verify | deferred | no mail command is sent |
      | answers STARTTLS and then resets the connection          | Preferred - Verify | deferred | no mail command is sent |
      | answers STARTTLS and then stays silent                   | Preferred - Verify | deferred | no mail command is sent |
      | answers STARTTLS and adds "250 evil" in the same segment | Preferred - Verify | deferred | no mail command is sent |
      | speaks TLS 1.0 only                                      | Preferred - Verify | deferred | no mail command is sent |
      | speaks TLS 1.1 only                                      | Preferred - Verify | deferred | no mail command is sent |
      | offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only    | Preferred - Verify | deferred | no mail command is sent |
      | refuses every server name but other.not                  | Preferred - Verify | deferred | no mail command is sent |

  @esa @ESA-15 @ESA-11
  Scenario Outline: TLS begins and the session ends: the MTA <fault>, <setting>
    Given the MTA at 192.0.2.1 <fault>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>

    Examples:
      | fault                                                       | setting                          | fate                   | what the server saw     |
      | closes the connection after the TLS handshake               | No                               | delivered in plaintext | STARTTLS is never sent  |
      | closes the connection after the TLS handshake               | Preferred                        | deferred               | no mail command is sent |
      | closes the connection after the TLS handshake               | Required                         | deferred               | no mail command is sent |
      | closes the connection after the TLS handshake               | Preferred - Verify               | deferred               | no mail command is sent |
      | closes the connection after the TLS handshake               | Required - Verify                | deferred               | no mail command is sent |
      | closes the connection after the TLS handshake               | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | resets the connection after the TLS handshake               | No                               | delivered in plaintext | STARTTLS is never sent  |
      | resets the connection after the TLS handshake               | Preferred                        | deferred               | no mail command is sent |
      | resets the connection after the TLS handshake               | Required                         | deferred               | no mail command is sent |
      | resets the connection after the TLS handshake               | Preferred - Verify               | deferred               | no mail command is sent |
      | resets the connection after the TLS handshake               | Required - Verify                | deferred               | no mail command is sent |
      | resets the connection after the TLS handshake               | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | stays silent after the TLS handshake                        | No                               | delivered in plaintext | STARTTLS is never sent  |
      | stays silent after the TLS handshake                        | Preferred                        | deferred               | no mail command is sent |
      | stays silent after the TLS handshake                        | Required                         | deferred               | no mail command is sent |
      | stays silent after the TLS handshake                        | Preferred - Verify               | deferred               | no mail command is sent |
      | stays silent after the TLS handshake                        | Required - Verify                | deferred               | no mail command is sent |
      | stays silent after the TLS handshake                        | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | closes the connection in place of answering EHLO inside TLS | No                               | delivered in plaintext | STARTTLS is never sent  |
      | closes the connection in place of answering EHLO inside TLS | Preferred                        | deferred               | no mail command is sent |
      | closes the connection in place of answering EHLO inside TLS | Required                         | deferred               | no mail command is sent |
      | closes the connection in place of answering EHLO inside TLS | Preferred - Verify               | deferred               | no mail command is sent |
      | closes the connection in place of answering EHLO inside TLS | Required - Verify                | deferred               | no mail command is sent |
      | closes the connection in place of answering EHLO inside TLS | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | resets the connection in place of answering EHLO inside TLS | No                               | delivered in plaintext | STARTTLS is never sent  |
      | resets the connection in place of answering EHLO inside TLS | Preferred                        | deferred               | no mail command is sent |
      | resets the connection in place of answering EHLO inside TLS | Required                         | deferred               | no mail command is sent |
      | resets the connection in place of answering EHLO inside TLS | Preferred - Verify               | deferred               | no mail command is sent |
      | resets the connection in place of answering EHLO inside TLS | Required - Verify                | deferred               | no mail command is sent |
      | resets the connection in place of answering EHLO inside TLS | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | answers EHLO inside TLS too late                            | No                               | delivered in plaintext | STARTTLS is never sent  |
      | answers EHLO inside TLS too late                            | Preferred                        | deferred               | no mail command is sent |
      | answers EHLO inside TLS too late                            | Required                         | deferred               | no mail command is sent |
      | answers EHLO inside TLS too late                            | Preferred - Verify               | deferred               | no mail command is sent |
      | answers EHLO inside TLS too late                            | Required - Verify                | deferred               | no mail command is sent |
      | answers EHLO inside TLS too late                            | Required - Verify Hosted Domains | deferred               | no mail command is sent |
      | insists on a client certificate                             | No                               | delivered in plaintext | STARTTLS is never sent  |
      | insists on a client certificate                             | Preferred                        | deferred               | no mail command is sent |
      | insists on a client certificate                             | Required                         | deferred               | no mail command is sent |
      | insists on a client certificate                             | Preferred - Verify               | deferred               | no mail command is sent |
      | insists on a client certificate                             | Required - Verify                | deferred               | no mail command is sent |
      | insists on a client certificate                             | Required - Verify Hosted Domains | deferred               | no mail command is sent |
