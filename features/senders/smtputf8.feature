Feature: Addresses beyond ASCII

  An address that is not ASCII goes only to a server that offers SMTPUTF8, and the sender says so; what was offered
  before TLS does not count inside it. A domain alone can go as A-labels, and needs no such server.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |

  @must @R6531-1
  Scenario Outline: SMTPUTF8 is offered and used, <setting>
    Given the MTA at 192.0.2.1 offers SMTPUTF8
    And the TLS setting for example.com is "<setting>"
    When a message is sent to 用户@example.com
    Then the message is <fate>
    And the extension SMTPUTF8 is used

    Examples:
      | setting                           | fate                   |
      | No                                | delivered in plaintext |
      | Preferred                         | delivered encrypted    |
      | encrypted                         | delivered encrypted    |
      | verified against the MX host name | delivered verified     |

  @must @SM-11 @R6531-1 @R6531-2
  Scenario Outline: SMTPUTF8 is not offered, <setting>
    Given the MTA at 192.0.2.1 does not offer SMTPUTF8
    And the TLS setting for example.com is "<setting>"
    When a message is sent to 用户@example.com
    Then the message is bounced
    And the reason says "5.6.7"
    And no mail command is sent

    Examples:
      | setting                           |
      | No                                |
      | Preferred                         |
      | encrypted                         |
      | verified against the MX host name |

  @must @R6531-1 @R3207-11
  Scenario Outline: SMTPUTF8 is offered <where> only
    Given the MTA at 192.0.2.1 offers "8BITMIME, STARTTLS<before>" before TLS
    And the MTA at 192.0.2.1 offers "8BITMIME<inside>" inside TLS
    And the TLS setting for example.com is "encrypted"
    When a message is sent to 用户@example.com
    Then the message is <fate>

    Examples:
      | where      | before     | inside     | fate                |
      | before TLS | , SMTPUTF8 |            | bounced             |
      | inside TLS |            | , SMTPUTF8 | delivered encrypted |

  @must @R6531-1
  Scenario: A domain beyond ASCII needs no SMTPUTF8
    Given these DNS records:
      | xn--bcher-kva.example | MX | 10 mx1.example.com |
    And the TLS setting for xn--bcher-kva.example is "encrypted"
    When a message is sent to u@bücher.example
    Then the message is delivered encrypted
    And the extension SMTPUTF8 is not used

  @must @R6531-1
  Scenario: SMTPUTF8 is not used where nothing needs it
    Given the MTA at 192.0.2.1 offers SMTPUTF8
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the extension SMTPUTF8 is not used
