Feature: What a sender may choose in a session

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @choice @RTLS-1
  Scenario Outline: The server name, <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And the server name mx1.example.com is sent or none is

    Examples:
      | setting                           | fate                |
      | Preferred                         | delivered encrypted |
      | encrypted                         | delivered encrypted |
      | verified against the MX host name | delivered verified  |

  @choice @RTLS-1
  Scenario: The server name of an IDN host
    Given these DNS records:
      | xn--bcher-kva.example    | MX | 10 mx.xn--bcher-kva.example |
      | mx.xn--bcher-kva.example | A  | 192.0.2.1                   |
    And the TLS setting for xn--bcher-kva.example is "encrypted"
    When a message is sent to u@bücher.example
    Then the message is delivered encrypted
    And the server name mx.xn--bcher-kva.example is sent or none is

  @choice @R3207-14
  Scenario Outline: SIZE that is offered <where>
    Given the MTA at 192.0.2.1 offers "STARTTLS<before>" before TLS
    And the MTA at 192.0.2.1 offers "SIZE 10485760" inside TLS
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the extension SIZE is used or not

    Examples:
      | where           | before          |
      | inside TLS only |                 |
      | in both halves  | , SIZE 10485760 |

  @choice @R3207-4
  Scenario: A server that demands TLS, and a sender that has none
    Given the MTA at 192.0.2.1 answers MAIL with "530 5.7.0 Must issue a STARTTLS command first"
    And the TLS setting for example.com is "No"
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And STARTTLS is never sent

  @choice @R3207-10
  Scenario: A server that is unhappy with the TLS level
    Given the MTA at 192.0.2.1 answers * inside TLS with "554 5.7.0 Security level too low"
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And nothing is said in plaintext after STARTTLS

  @choice @R3207-12
  Scenario Outline: EHLO inside TLS is refused with <reply>
    Given the MTA at 192.0.2.1 answers EHLO inside TLS with "<reply>"
    And the TLS setting for example.com is "encrypted"
    When a message is sent to u@example.com
    Then the message is delivered encrypted, deferred or bounced
    And nothing is said in plaintext after STARTTLS

    Examples:
      | reply               |
      | 502 5.5.1 No EHLO   |
      | 554 5.7.0 Not today |
