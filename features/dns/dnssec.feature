Feature: What DNSSEC finds bogus cannot be looked up for now, and what it does not vouch for can be used

  The resolver that a sender asks validates: it answers SERVFAIL in place of what is bogus (RFC 4035
  §3.2.2), and the mail waits as with any name server in trouble.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "Required"
    And the zone example.com is signed

  @must @R5321-2
  Scenario Outline: <fault>
    Given <fault>
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is never contacted

    Examples:
      | fault                                                                                 |
      | the signatures of example.com have expired                                            |
      | the signatures of example.com are not yet valid                                       |
      | the signatures of example.com are of another key                                      |
      | the signatures of example.com are missing                                             |
      | the records of example.com were changed after they were signed                        |
      | the zone example.com has no DS record, and no proof of that                           |
      | the DS record of example.com is of another key                                        |
      | the DNSKEY record of example.com is missing                                           |
      | the zone example.com has a DS record and no signatures                                |
      | questions for MX of example.com are answered with expired signatures                  |
      | questions for A of mx1.example.com are answered with no signatures                    |
      | questions for MX of example.com are answered with "10 evil.not" in place of the truth |

  @must @R5321-1
  Scenario Outline: Secure or insecure, and used: <state>
    Given <state>
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com

    Examples:
      | state                                                                   |
      | the zone mail.example.com is not signed                                 |
      | the zone example.com has no DS record                                   |
      | the zone example.com is signed with an unknown algorithm                |
      | the zone example.com passes over unsigned zones below it                |
      | the TTLs of example.com are above the signed ones                       |
      | questions for TLSA of mx1.example.com are answered with changed records |

  @must @R5321-2
  Scenario: The signatures expire while the message waits
    Given the signatures of example.com expire in 30 seconds
    And the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    When a message is sent to u@example.com
    Then the message is deferred
    When 60 seconds pass
    Then the message is deferred
    And 192.0.2.1 is contacted once
