Feature: Replies that are none

  A sender gives a server up that talks nonsense or does not stop talking.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ST-34 @EXCH-12
  Scenario Outline: Lines run together in the reply to EHLO, and <what follows>
    Given the MTA at 192.0.2.1 answers EHLO with "<reply>"
    And the MTA at 192.0.2.1 <what follows>
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | reply                                                      | what follows                                | fate                |
      | 250-mx1.example.com\n250-XEXCH50S: 250 XRDST\n250 STARTTLS | answers STARTTLS with "220 Go ahead"        | delivered encrypted |
      | 250-mx1.example.com\n250-STARTTLS\n250-XEXCH50S: 250 XRDST | answers EHLO and then closes the connection | deferred            |

  @esa @ST-35 @ESA-61
  Scenario Outline: An endless reply to EHLO: <reply>
    Given the MTA at 192.0.2.1 answers EHLO with <reply>
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is deferred
    And STARTTLS is never sent

    Examples:
      | reply           |
      | endless lines   |
      | an endless line |
