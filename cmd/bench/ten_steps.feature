Feature: Ten steps

  Scenario: a delivery with all that a scenario may say of it
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to bob@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~recipient
    And TLS 1.3 is spoken
    And nothing is said in plaintext after STARTTLS
    And the first words inside TLS are EHLO
    And the MX record of example.com is asked for once
