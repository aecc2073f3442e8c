Feature: What is offered, and the versions of TLS

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @must @R5321-17
  Scenario: STARTTLS is offered in small letters
    Given the MTA at 192.0.2.1 offers "starttls" before TLS
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted

  @must @R5321-17
  Scenario: STARTTLS stands in the greeting of the reply to EHLO only
    Given the MTA at 192.0.2.1 answers EHLO with "250-STARTTLS\n250 SIZE 10485760"
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is delivered in plaintext
    And STARTTLS is never sent

  @must @RTLS-6
  Scenario Outline: TLS <version> only
    Given the MTA at 192.0.2.1 speaks TLS <version> only
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And TLS <version> is spoken

    Examples:
      | version |
      | 1.2     |
      | 1.3     |

  @must @RTLS-5
  Scenario Outline: TLS <version> only, <setting>
    Given the MTA at 192.0.2.1 speaks TLS <version> only
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And no mail command is sent

    Examples:
      | version | setting                           |
      | 1.0     | encrypted                         |
      | 1.1     | encrypted                         |
      | 1.0     | verified against the MX host name |
      | 1.1     | verified against the MX host name |
