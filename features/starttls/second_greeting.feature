Feature: A second greeting inside TLS

  An honest server says nothing inside TLS until it has heard EHLO. The one in the log of the Exchange
  chapter greets again. Whoever took that 220 for the reply to EHLO would take every reply for the one
  to the command after its own.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ST-12 @EXCH-11 @inferred
  Scenario Outline: The option "banner_after_tls" is <reading>
    Given the MTA at 192.0.2.1 greets inside TLS with "220 mx1.example.com ESMTP again"
    And the option "banner_after_tls" is "<reading>"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>

    Examples:
      | reading | fate                | what the server saw        |
      | strict  | deferred            | no mail command is sent    |
      | lenient | delivered encrypted | the extension SIZE is used |
