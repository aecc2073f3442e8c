Feature: A message arrives once, and as it was written

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |

  @must @SM-10 @R5321-22
  Scenario Outline: Lines that begin with a dot, <setting>
    Given the TLS setting for example.com is "<setting>"
    When this message is sent to u@example.com:
      """
      X-Colour: blue

      .
      .. two dots
      . one dot and a blank
      .hidden
      the last line ends in a dot.
      """
    Then the message is <fate>
    And the text that arrives at 192.0.2.1 is:
      """
      .
      .. two dots
      . one dot and a blank
      .hidden
      the last line ends in a dot.
      """
    And the message arrives as it was sent
    And the message arrives once

    Examples:
      | setting   | fate                   |
      | No        | delivered in plaintext |
      | encrypted | delivered encrypted    |

  @must @SM-12 @R5321-23
  Scenario Outline: Whatever is delivered, under <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And the message arrives once
    And the message arrives as it was sent

    Examples:
      | setting                               | fate                   |
      | No                                    | delivered in plaintext |
      | Preferred                             | delivered encrypted    |
      | encrypted                             | delivered encrypted    |
      | verified against the recipient domain | delivered verified     |

  @must @R5321-23
  Scenario Outline: A message of <size> bytes
    Given the TLS setting for example.com is "encrypted"
    When a message of <size> bytes is sent to u@example.com
    Then the message is delivered encrypted
    And the message arrives as it was sent

    Examples:
      | size   |
      | 1000   |
      | 500000 |

  @must @R5321-23
  Scenario: One copy for two recipients at one host, and one for each of two domains
    Given these DNS records:
      | example.org | MX | 10 mx1.example.com |
    And the default TLS setting is "encrypted"
    When a message is sent to u@example.com, v@example.org
    Then the message is delivered encrypted
    And the message arrives as it was sent
