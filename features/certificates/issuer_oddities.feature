Feature: Every authority between the certificate and the root must be in order

  Its dates, its purpose, what its key may do and how many may follow below it.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @esa @R5280-1 @R5280-2 @R5280-4 @R5280-6
  Scenario Outline: <flaw>
    Given the certificate at 192.0.2.1 is <flaw>
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And the certificate is rejected as <problem>

    Examples:
      | flaw                                                      | problem                          |
      | issued by an authority that has expired                   | expired                          |
      | issued by an authority that is not yet valid              | not yet valid                    |
      | issued by an authority whose key usage allows nothing     | untrusted                        |
      | issued by an authority for clients only                   | not made for servers             |
      | issued by an authority for no purpose                     | not made for servers             |
      | issued by an authority with an unknown critical extension | not understood                   |
      | issued below an authority that may have none below it     | outside the limits of its issuer |
      | made for no purpose                                       | not made for servers             |

  @esa @R5280-2
  Scenario: An authority that renews itself does not count against the length of the chain
    Given the certificate at 192.0.2.1 is issued by an authority that renewed itself, and may have none below it
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~recipient

  @esa @R5280-2
  Scenario Outline: An authority has another below it, and its path length is 0: <setting>
    Given the certificate at 192.0.2.1 is issued below an authority that may have none below it
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting            | fate                | because                                                         |
      | Required           | delivered encrypted | the certificate is not checked                                  |
      | Preferred - Verify | delivered encrypted | the certificate is rejected as outside the limits of its issuer |
      | Required - Verify  | deferred            | the certificate is rejected as outside the limits of its issuer |
