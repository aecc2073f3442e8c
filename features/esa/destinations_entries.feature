Feature: What an entry of the destination controls is for, and what it says beside TLS

  Background: one host, with an address of each family
    Given these DNS records:
      | example.com     | MX   | 10 mx1.example.com |
      | sub.example.com | MX   | 10 mx1.example.com |
      | mx1.example.com | A    | 192.0.2.1          |
      | mx1.example.com | AAAA | 2001:db8::1        |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com |
    And an MTA at 2001:db8::1 whose certificate has
      | DNS | example.com |

  @esa @DN-34 @R5321-11
  Scenario Outline: Address preference <preference>
    Given the destination controls:
      """
      [DEFAULT]
      table_tls = on
      ip_sort_pref = PREFER_V4

      [example.com]
      ip_sort_pref = <preference>
      """
    When a message is sent to u@example.com
    Then the message is delivered encrypted
    And <first> is contacted once
    And <other> is never contacted

    Examples:
      | preference | first       | other       |
      | PREFER_V4  | 192.0.2.1   | 2001:db8::1 |
      | PREFER_V6  | 2001:db8::1 | 192.0.2.1   |
      | REQUIRE_V4 | 192.0.2.1   | 2001:db8::1 |
      | REQUIRE_V6 | 2001:db8::1 | 192.0.2.1   |

  @esa @R5321-11
  Scenario Outline: The first address is dead: <preference>
    Given the destination controls:
      """
      [DEFAULT]
      table_tls = on
      ip_sort_pref = <preference>
      """
    And the MTA at <first> refuses connections
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | preference | first       | fate                |
      | PREFER_V4  | 192.0.2.1   | delivered encrypted |
      | PREFER_V6  | 2001:db8::1 | delivered encrypted |
      | REQUIRE_V4 | 192.0.2.1   | deferred            |
      | REQUIRE_V6 | 2001:db8::1 | deferred            |

  @esa @ESA-3 @inferred
  Scenario Outline: The most specific entry governs: <recipient>
    Given the destination controls:
      """
      [DEFAULT]
      table_tls = on

      [.example.com]
      table_tls = off

      [example.com]
      table_tls = required

      [[192.0.2.1]]
      table_tls = off
      """
    When a message is sent to <recipient>
    Then the message is <fate>

    Examples:
      | recipient         | fate                   |
      | u@example.com     | delivered encrypted    |
      | u@sub.example.com | delivered in plaintext |
      | u@[192.0.2.1]     | delivered in plaintext |
      | u@[2001:db8::1]   | delivered encrypted    |
