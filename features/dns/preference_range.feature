Feature: Preferences are numbers of sixteen bits

  Background: two mail exchangers, of which the answer names the worse first
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | example.com, mx2.example.com |
    And the TLS setting for example.com is "encrypted"

  @must @DN-33 @R5321-8
  Scenario Outline: <better> before <worse>
    Given these DNS records:
      | example.com     | MX | <worse> mx2.example.com  |
      | example.com     | MX | <better> mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1                |
      | mx2.example.com | A  | 192.0.2.2                |
    And whatever the order among equals
    When a message is sent to u@example.com
    Then the message is delivered encrypted via mx1.example.com
    And 192.0.2.2 is never contacted

    Examples:
      | better | worse |
      | 0      | 127   |
      | 127    | 128   |
      | 128    | 255   |
      | 255    | 256   |
      | 256    | 65535 |
      | 0      | 65535 |
      | 32767  | 32768 |
      | 9      | 10    |
