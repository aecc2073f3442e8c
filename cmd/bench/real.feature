Feature: A delivery by any sender

  Scenario: a message inside TLS
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the default TLS setting is "Required"
    When a message is sent to bob@example.com
    Then the message is delivered encrypted
