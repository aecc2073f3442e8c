Feature: The same command is answered otherwise when it is said again

  @esa @ESA-12 @R5321-12
  Scenario: The second recipient is refused for now, inside TLS
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the MTA at 192.0.2.1 answers the second RCPT inside TLS with "452 4.5.3 Too many recipients"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com, v@example.com
    Then the message to u@example.com is delivered encrypted
    And the message to v@example.com is deferred
