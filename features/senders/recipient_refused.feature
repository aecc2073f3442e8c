Feature: A reply to RCPT or to the end of the message, and what it says of whom

  A refusal to RCPT concerns the recipient that was named and no other. A message that is refused is lost to nobody: it
  waits or goes home.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |

  @must @SM-01 @R5321-16 @R5321-23
  Scenario Outline: 451 after the end of the message, <setting>
    Given the MTA at 192.0.2.1 answers . with "451 4.3.0 Later"
    And the MTA at 192.0.2.1 answers . inside TLS with "451 4.3.0 Later"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And 192.0.2.1 refuses . with "451 4.3.0"

    Examples:
      | setting   |
      | No        |
      | encrypted |

  @should @SM-02 @R5321-16
  Scenario Outline: 550 after the end of the message, <setting>
    Given the MTA at 192.0.2.1 answers . with "550 5.7.1 Not this"
    And the MTA at 192.0.2.1 answers . inside TLS with "550 5.7.1 Not this"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is bounced
    And 192.0.2.1 is contacted once

    Examples:
      | setting   |
      | No        |
      | encrypted |

  @should @SM-04 @R5321-13
  Scenario Outline: One of two recipients, <refused>, is refused for good, <setting>
    Given the MTA at 192.0.2.1 answers RCPT for <refused> with "550 5.1.1 Nobody"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com, v@example.com
    Then the message to <taken> is <fate> via mx1.example.com
    And the message to <refused> is bounced
    And 192.0.2.1 refuses RCPT with "550 5.1.1"
    And the message arrives once

    Examples:
      | refused       | taken         | setting                               | fate                   |
      | v@example.com | u@example.com | No                                    | delivered in plaintext |
      | v@example.com | u@example.com | encrypted                             | delivered encrypted    |
      | v@example.com | u@example.com | verified against the recipient domain | delivered verified     |
      | u@example.com | v@example.com | encrypted                             | delivered encrypted    |

  @should @SM-05 @R5321-13
  Scenario Outline: One of two recipients is refused for now, and the retry names it alone, <setting>
    Given the MTA at 192.0.2.1 answers RCPT for v@example.com with "451 4.2.1 Later"
    And the MTA at 192.0.2.1 changes with its second connection
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com, v@example.com
    Then the message to u@example.com is <fate>
    And the message to v@example.com is deferred
    When 30 minutes pass
    Then the message is <fate>
    And the second session with 192.0.2.1 names v@example.com alone
    And 192.0.2.1 is contacted twice

    Examples:
      | setting   | fate                   |
      | No        | delivered in plaintext |
      | encrypted | delivered encrypted    |
