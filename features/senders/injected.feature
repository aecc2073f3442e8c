@choice @R3207-11 @RATK-5
Feature: Bytes behind the 220

  Whoever sits on the path can put bytes behind the 220 to STARTTLS. A sender may throw them away and go on inside TLS, or
  give the session up; a sender that prefers TLS may then go on as if there were none. To believe them is wrong.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  Scenario Outline: <what> behind the 220, <setting>
    Given the MTA at 192.0.2.1 answers STARTTLS and adds "<injected>" in the same segment
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And nothing that was injected is believed
    And nothing is said in plaintext after STARTTLS

    Examples:
      | what                     | injected                                              | setting                           | fate                                                             |
      | A reply                  | 250 evil\\n                                           | Preferred                         | delivered encrypted, delivered in plaintext, deferred or bounced |
      | A reply                  | 250 evil\\n                                           | encrypted                         | delivered encrypted, deferred or bounced                         |
      | A reply                  | 250 evil\\n                                           | verified against the MX host name | delivered verified, deferred or bounced                          |
      | The beginning of a reply | 250 ev                                                | Preferred                         | delivered encrypted, delivered in plaintext, deferred or bounced |
      | The beginning of a reply | 250 ev                                                | encrypted                         | delivered encrypted, deferred or bounced                         |
      | The beginning of a reply | 250 ev                                                | verified against the MX host name | delivered verified, deferred or bounced                          |
      | A second 220             | 220 2.0.0 evil\\n                                     | Preferred                         | delivered encrypted, delivered in plaintext, deferred or bounced |
      | A second 220             | 220 2.0.0 evil\\n                                     | encrypted                         | delivered encrypted, deferred or bounced                         |
      | A second 220             | 220 2.0.0 evil\\n                                     | verified against the MX host name | delivered verified, deferred or bounced                          |
      | A reply to EHLO          | 250-evil\\n250-SIZE 1000000\\n250 AUTH PLAIN LOGIN\\n | Preferred                         | delivered encrypted, delivered in plaintext, deferred or bounced |
      | A reply to EHLO          | 250-evil\\n250-SIZE 1000000\\n250 AUTH PLAIN LOGIN\\n | encrypted                         | delivered encrypted, deferred or bounced                         |
      | A reply to EHLO          | 250-evil\\n250-SIZE 1000000\\n250 AUTH PLAIN LOGIN\\n | verified against the MX host name | delivered verified, deferred or bounced                          |

  Scenario Outline: An attacker puts it there, and the server is healthy: <setting>
    Given an attacker in front of 192.0.2.1 who adds "250-evil\n250 AUTH PLAIN LOGIN\n" to the answer to STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And nothing that was injected is believed
    And nothing is said in plaintext after STARTTLS

    Examples:
      | setting                           | fate                                                             |
      | Preferred                         | delivered encrypted, delivered in plaintext, deferred or bounced |
      | encrypted                         | delivered encrypted, deferred or bounced                         |
      | verified against the MX host name | delivered verified, deferred or bounced                          |
