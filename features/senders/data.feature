Feature: The text of a message follows a 354

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |

  @must @SM-03 @R5321-14
  Scenario Outline: DATA is answered <reply>, <setting>
    Given the MTA at 192.0.2.1 answers DATA with "<reply>"
    And the MTA at 192.0.2.1 answers DATA inside TLS with "<reply>"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no text of a message is sent

    Examples:
      | reply          | setting   | fate                |
      | 250 2.0.0 OK   | No        | deferred or bounced |
      | 250 2.0.0 OK   | encrypted | deferred or bounced |
      | 451 4.3.0 Wait | No        | deferred            |
      | 451 4.3.0 Wait | encrypted | deferred            |
