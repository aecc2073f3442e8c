Feature: How a sender begins a session and ends it

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |

  @must @SM-08 @R5321-18
  Scenario Outline: A session that was a success ends with QUIT, <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And every session ends with QUIT

    Examples:
      | setting                               | fate                   |
      | No                                    | delivered in plaintext |
      | encrypted                             | delivered encrypted    |
      | verified against the recipient domain | delivered verified     |

  @must @SM-09 @R5321-19
  Scenario Outline: EHLO names the sender, before TLS and inside it, <setting>
    Given the sender calls itself mail.sender.example
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And every EHLO names mail.sender.example

    Examples:
      | setting   | fate                   |
      | No        | delivered in plaintext |
      | encrypted | delivered encrypted    |

  @choice @SM-06 @R5321-20
  Scenario Outline: Another positive reply where a certain one belongs: <answers> "<reply>"
    Given the MTA at 192.0.2.1 <answers> with "<reply>"
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted, deferred or bounced
    And no mail command is sent in the clear

    Examples:
      | answers      | reply           |
      | greets       | 250 mx1 here    |
      | answers EHLO | 220 mx1 welcome |

  @choice @SM-07 @R5321-21
  Scenario Outline: EHLO is answered "<reply>"
    Given the MTA at 192.0.2.1 answers EHLO with "<reply>"
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is delivered in plaintext, deferred or bounced

    Examples:
      | reply             |
      | 451 4.3.0 Not now |
      | 421 4.3.2 Closing |

  @should @SM-13 @R5321-15
  Scenario: A greeting after four minutes
    Given the MTA at 192.0.2.1 greets after 4 minutes
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And 192.0.2.1 is contacted once
