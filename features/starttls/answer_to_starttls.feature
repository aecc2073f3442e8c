Feature: Only a 220 begins TLS, in whatever form it comes

  RFC 3207 knows 220, 501 and 454. A 220 may have several lines or no text; a 250, as in the log of the
  Exchange chapter, begins nothing: no byte of TLS may follow it.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @must @ST-09 @R3207-1
  Scenario: A 220 of several lines
    Given the MTA at 192.0.2.1 answers STARTTLS with "220-a\n220 b"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And nothing is said in plaintext after STARTTLS

  @must @ST-10 @R3207-1
  Scenario: A 220 without text
    Given the MTA at 192.0.2.1 answers STARTTLS with "220"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And nothing is said in plaintext after STARTTLS

  @must @R5321-7
  Scenario: A 220 that comes byte by byte
    Given the MTA at 192.0.2.1 answers STARTTLS in segments of 1 byte
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And nothing is said in plaintext after STARTTLS

  @esa @R3207-2
  Scenario Outline: A 454 of several lines: <setting>
    Given the MTA at 192.0.2.1 answers STARTTLS with "454-4.7.0 TLS not available\n454 4.7.0 Try later"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no TLS session is begun

    Examples:
      | setting   | fate                   |
      | Preferred | delivered in plaintext |
      | Required  | deferred               |

  @esa @ST-11 @EXCH-10 @AMB-14 @ambiguous
  Scenario Outline: A 250 to STARTTLS: no ClientHello is sent: <setting>
    Given the MTA at 192.0.2.1 answers STARTTLS with "250 2.0.0 Ready to start TLS"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And STARTTLS is sent once
    And no TLS session is begun

    Examples:
      | setting   | fate                   |
      | Preferred | delivered in plaintext |
      | Required  | deferred               |

  @ST-26 @ESA-15
  Scenario Outline: A firewall masks the keyword: <setting>
    Given the MTA at 192.0.2.1 offers "SIZE 10485760, XXXXXXXA" before TLS
    And the MTA at 192.0.2.1 answers STARTTLS with "500 5.5.1 Command unrecognized"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And STARTTLS is never sent

    @must @POLICY-1
    Examples:
      | setting   | fate                   |
      | Preferred | delivered in plaintext |

    @esa
    Examples:
      | setting  | fate     |
      | Required | deferred |
