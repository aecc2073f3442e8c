Feature: Domains that are no host names by IDNA are still domains

  Background:
    Given these DNS records:
      | ab--cd.example.com  | MX | 10 mx1.example.com |
      | foo_bar.example.com | MX | 10 mx1.example.com |
      | mx1.example.com     | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the default TLS setting is "encrypted"

  @must @SM-14 @R5321-1
  Scenario: Two hyphens in the third and fourth place
    When a message is sent to u@ab--cd.example.com
    Then the message is delivered encrypted via mx1.example.com

  @choice @R5321-1
  Scenario: An underscore, which stands in no Domain of RFC 5321
    When a message is sent to u@foo_bar.example.com
    Then the message is delivered encrypted or bounced
