Feature: A server that treats clients by their address

  By the group that a client's address falls into, a server offers STARTTLS or not, or takes mail or not.
  The fault is the receiver's, and one client of many meets it.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |

  @esa @ESA-12 @ESA-11 @EXCH-23
  Scenario Outline: No STARTTLS for a network: a sender at <sender> under "<setting>"
    Given the MTA at 192.0.2.1 treats clients from 198.51.100.0/24 differently
    And the MTA at 192.0.2.1 does not offer STARTTLS
    And the sender is at <sender>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | sender       | setting   | fate                   |
      | 198.51.100.7 | Required  | deferred               |
      | 203.0.113.7  | Required  | delivered encrypted    |
      | 198.51.100.7 | Preferred | delivered in plaintext |
      | 203.0.113.7  | Preferred | delivered encrypted    |

  @esa @ESA-61
  Scenario Outline: One address of a network is greeted: a sender at <sender>
    Given the MTA at 192.0.2.1 treats clients from 198.51.100.0/24 differently
    And the MTA at 192.0.2.1 greets with "554 5.7.1 Your network has no reputation here"
    And the MTA at 192.0.2.1 treats clients from 198.51.100.7 differently
    And the sender is at <sender>
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | sender       | fate                |
      | 198.51.100.7 | delivered encrypted |
      | 198.51.100.8 | deferred            |

  @esa @ESA-61 @ESA-12
  Scenario Outline: What is wrong for one client alone: <wrong>, and the sender is at <sender>
    Given the MTA at 192.0.2.1 treats clients from 198.51.100.7 differently
    And <wrong>
    And the sender is at <sender>
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | wrong                                            | sender       | fate               |
      | the certificate at 192.0.2.1 is expired          | 198.51.100.7 | deferred           |
      | the certificate at 192.0.2.1 is expired          | 198.51.100.8 | delivered verified |
      | the MTA at 192.0.2.1 refuses connections         | 198.51.100.7 | deferred           |
      | the MTA at 192.0.2.1 refuses connections         | 198.51.100.8 | delivered verified |
      | connections to 192.0.2.1 are cut after 100 bytes | 198.51.100.7 | deferred           |
      | connections to 192.0.2.1 are cut after 100 bytes | 198.51.100.8 | delivered verified |
      | the MTA at 192.0.2.1 speaks TLS 1.0 only         | 198.51.100.7 | deferred           |
      | the MTA at 192.0.2.1 speaks TLS 1.0 only         | 198.51.100.8 | delivered verified |
