Feature: Whoever needs TLS says nothing of the message before it

  The envelope is part of what TLS protects. A sender that is not satisfied with the certificate says
  QUIT straight after the handshake.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @ST-14 @ESA-12 @ESA-14
  Scenario Outline: No MAIL, RCPT or DATA before TLS: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no mail command is sent in the clear
    And the first words inside TLS are EHLO

    @must @POLICY-1
    Examples:
      | setting  | fate                |
      | Required | delivered encrypted |

    @esa
    Examples:
      | setting                          | fate               |
      | Required - Verify                | delivered verified |
      | Required - Verify Hosted Domains | delivered verified |

  @esa @ST-13 @R3207-9
  Scenario: An unsatisfied sender says QUIT
    Given these DNS records instead:
      | 192.0.2.1   | PTR | neither.not |
      | neither.not | A   | 192.0.2.1   |
    And the certificate at 192.0.2.1 has instead
      | DNS | other.not |
      | CN  | other.not |
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And the sender says QUIT and sends no mail
    And no name of the certificate matches
