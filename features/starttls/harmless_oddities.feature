Feature: What is odd and does no harm

  A server may be strange in many ways that are no fault. The message is delivered all the same, and the
  certificate is judged as ever.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ESA-15 @EXCH-7
  Scenario Outline: The MTA <oddity>
    Given the MTA at 192.0.2.1 <oddity>
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And nothing is said in plaintext after STARTTLS
    And 192.0.2.1 is contacted once

    Examples:
      | oddity                                                                 |
      | greets with "220-mx1.example.com\\n220 at your service"                |
      | says everything in segments of 1 byte                                  |
      | offers "SIZE 10485760, STARTTLS REQUIRED" before TLS                   |
      | offers "XCLIENT, X-EXPS GSSAPI NTLM, X-ANONYMOUSTLS" inside TLS        |
      | offers "" inside TLS                                                   |
      | offers the curve P-521 only                                            |
      | offers the curve X25519MLKEM768 only                                   |
      | offers the cipher suite TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 only   |
      | asks for a client certificate                                          |
      | issues no session tickets                                              |
      | ends TLS without close_notify                                          |
      | refuses every server name but mx1.example.com                          |
      | answers . inside TLS with "250-2.0.0 Accepted\\n250 2.0.0 as number 5" |
      | answers RCPT inside TLS with "251 2.1.5 User not local; will forward"  |
      | stays silent in place of answering QUIT inside TLS                     |
      | resets the connection in place of answering QUIT inside TLS            |
