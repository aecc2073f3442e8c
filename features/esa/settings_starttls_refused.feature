Feature: STARTTLS answered with anything but 220

  Any answer other than 220 means that TLS has not begun: "Preferred" and "Preferred - Verify" go on
  in the clear, on the same connection. The settings that require TLS keep the mail.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ESA-11 @ESA-12 @ESA-13 @ESA-14 @ESA-15 @R3207-2
  Scenario Outline: <row>: STARTTLS is answered <reply>: <setting>
    Given the MTA at 192.0.2.1 answers STARTTLS with "<reply>"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And 192.0.2.1 is contacted once

    Examples:
      | row   | reply                              | setting                          | fate                   |
      | ES-04 | 454 4.7.0 TLS not available        | No                               | delivered in plaintext |
      | ES-04 | 454 4.7.0 TLS not available        | Preferred                        | delivered in plaintext |
      | ES-04 | 454 4.7.0 TLS not available        | Required                         | deferred               |
      | ES-04 | 454 4.7.0 TLS not available        | Preferred - Verify               | delivered in plaintext |
      | ES-04 | 454 4.7.0 TLS not available        | Required - Verify                | deferred               |
      | ES-04 | 454 4.7.0 TLS not available        | Required - Verify Hosted Domains | deferred               |
      | ES-05 | 501 5.5.4 Syntax error             | No                               | delivered in plaintext |
      | ES-05 | 501 5.5.4 Syntax error             | Preferred                        | delivered in plaintext |
      | ES-05 | 501 5.5.4 Syntax error             | Required                         | deferred               |
      | ES-05 | 501 5.5.4 Syntax error             | Preferred - Verify               | delivered in plaintext |
      | ES-05 | 501 5.5.4 Syntax error             | Required - Verify                | deferred               |
      | ES-05 | 501 5.5.4 Syntax error             | Required - Verify Hosted Domains | deferred               |
      | ES-06 | 500 5.5.1 Command unknown          | No                               | delivered in plaintext |
      | ES-06 | 500 5.5.1 Command unknown          | Preferred                        | delivered in plaintext |
      | ES-06 | 500 5.5.1 Command unknown          | Required                         | deferred               |
      | ES-06 | 500 5.5.1 Command unknown          | Preferred - Verify               | delivered in plaintext |
      | ES-06 | 500 5.5.1 Command unknown          | Required - Verify                | deferred               |
      | ES-06 | 500 5.5.1 Command unknown          | Required - Verify Hosted Domains | deferred               |
      | ES-07 | 502 5.5.1 Not implemented          | No                               | delivered in plaintext |
      | ES-07 | 502 5.5.1 Not implemented          | Preferred                        | delivered in plaintext |
      | ES-07 | 502 5.5.1 Not implemented          | Required                         | deferred               |
      | ES-07 | 502 5.5.1 Not implemented          | Preferred - Verify               | delivered in plaintext |
      | ES-07 | 502 5.5.1 Not implemented          | Required - Verify                | deferred               |
      | ES-07 | 502 5.5.1 Not implemented          | Required - Verify Hosted Domains | deferred               |
      | ES-08 | 503 5.5.1 Bad sequence of commands | No                               | delivered in plaintext |
      | ES-08 | 503 5.5.1 Bad sequence of commands | Preferred                        | delivered in plaintext |
      | ES-08 | 503 5.5.1 Bad sequence of commands | Required                         | deferred               |
      | ES-08 | 503 5.5.1 Bad sequence of commands | Preferred - Verify               | delivered in plaintext |
      | ES-08 | 503 5.5.1 Bad sequence of commands | Required - Verify                | deferred               |
      | ES-08 | 503 5.5.1 Bad sequence of commands | Required - Verify Hosted Domains | deferred               |
      | ES-09 | 554 5.7.1 Refused by policy        | No                               | delivered in plaintext |
      | ES-09 | 554 5.7.1 Refused by policy        | Preferred                        | delivered in plaintext |
      | ES-09 | 554 5.7.1 Refused by policy        | Required                         | deferred               |
      | ES-09 | 554 5.7.1 Refused by policy        | Preferred - Verify               | delivered in plaintext |
      | ES-09 | 554 5.7.1 Refused by policy        | Required - Verify                | deferred               |
      | ES-09 | 554 5.7.1 Refused by policy        | Required - Verify Hosted Domains | deferred               |

  @esa @ES-10 @ambiguous @AMB-14 @EXCH-10
  Scenario Outline: STARTTLS is answered 250 instead of 220: <setting>
    Given the MTA at 192.0.2.1 answers STARTTLS with "250 2.0.0 Go ahead"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no TLS session is begun
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   |
      | No                               | delivered in plaintext |
      | Preferred                        | delivered in plaintext |
      | Required                         | deferred               |
      | Preferred - Verify               | delivered in plaintext |
      | Required - Verify                | deferred               |
      | Required - Verify Hosted Domains | deferred               |
