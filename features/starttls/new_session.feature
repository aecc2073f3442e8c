Feature: TLS begins a new session

  What a server said before TLS may have been said by anybody. Inside TLS the sender says EHLO again
  and knows only what the reply to that one offers.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @ST-01 @R3207-12 @EXCH-5
  Scenario Outline: EHLO comes first after TLS: <setting>
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And the first words inside TLS are EHLO
    And nothing is pipelined behind STARTTLS
    And nothing is said in plaintext after STARTTLS

    @should
    Examples:
      | setting   | fate                |
      | Preferred | delivered encrypted |
      | Required  | delivered encrypted |

    @esa
    Examples:
      | setting                          | fate               |
      | Preferred - Verify               | delivered verified |
      | Required - Verify                | delivered verified |
      | Required - Verify Hosted Domains | delivered verified |

  @must @ST-02 @R3207-11 @RATK-7
  Scenario: Extensions from before TLS are forgotten
    Given the MTA at 192.0.2.1 offers "SIZE 10485760, 8BITMIME, STARTTLS" before TLS
    And the MTA at 192.0.2.1 offers "PIPELINING" inside TLS
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the extension SIZE is not used
    And the extension 8BITMIME is not used

  @esa @ST-03 @R3207-14
  Scenario: Extensions that are offered only after TLS are used
    Given the MTA at 192.0.2.1 offers "STARTTLS" before TLS
    And the MTA at 192.0.2.1 offers "SIZE 10485760" inside TLS
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the extension SIZE is used

  @must @ST-04 @R3207-13
  Scenario: STARTTLS is not sent twice
    Given the MTA at 192.0.2.1 offers "SIZE 10485760, STARTTLS" inside TLS
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And STARTTLS is sent once

  @must @ST-38 @RATK-7 @R3207-11
  Scenario: AUTH that is offered before TLS only is not used
    Given the MTA at 192.0.2.1 offers "AUTH PLAIN, SIZE 10485760, STARTTLS" before TLS
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And the extension AUTH is not used

  @esa @RATK-7
  Scenario: AUTH that is offered before TLS only is known to have been offered, and forgotten
    Given the MTA at 192.0.2.1 offers "AUTH PLAIN, SIZE 10485760, STARTTLS" before TLS
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And RATK-7 is cited
