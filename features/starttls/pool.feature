Feature: A load balancer in front of unequal hosts

  Behind one address stand several hosts, and each connection meets another of them.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @ESA-61 @ESA-16
  Scenario: The first host shows another certificate than the second
    Given the certificate at 192.0.2.1 is self-signed
    And the MTA at 192.0.2.1 changes with its second connection
    And the certificate at 192.0.2.1 has instead
      | DNS | mx1.example.com |
    When a message is sent to u@example.com
    Then the message is deferred
    When 60 seconds pass
    Then the message is delivered verified
    And 192.0.2.1 is contacted twice

  @esa @ESA-16 @R5321-12
  Scenario Outline: The first connection is well, the second is not: <wrong>
    Given the MTA at 192.0.2.1 changes with its second connection
    And <wrong>
    And the MTA at 192.0.2.1 changes with its third connection
    And the certificate at 192.0.2.1 has instead
      | DNS | mx1.example.com |
    When a message is sent to u@example.com
    And a message is sent to v@example.com
    Then the message is deferred
    When 30 minutes pass
    Then the message is delivered verified

    Examples:
      | wrong                                                           |
      | the certificate at 192.0.2.1 is expired                         |
      | the MTA at 192.0.2.1 staples an OCSP response that says revoked |
      | the MTA at 192.0.2.1 refuses connections                        |
      | connections to 192.0.2.1 are reset                              |
      | connections to 192.0.2.1 are cut after 100 bytes                |
      | connections to 192.0.2.1 stay unanswered                        |
      | an attacker in front of 192.0.2.1 who strips STARTTLS           |
      | the MTA at 192.0.2.1 refuses every server name but other.not    |

  @esa @ESA-61 @ESA-12
  Scenario Outline: Nothing of what comes with the second connection touches the first: <wrong>
    Given the MTA at 192.0.2.1 changes with its second connection
    And <wrong>
    When a message is sent to u@example.com
    Then the message is delivered verified

    Examples:
      | wrong                                                           |
      | the certificate at 192.0.2.1 is expired                         |
      | the MTA at 192.0.2.1 staples an OCSP response that says revoked |
      | the MTA at 192.0.2.1 refuses connections                        |
      | connections to 192.0.2.1 are reset                              |
      | connections to 192.0.2.1 are cut after 100 bytes                |
      | connections to 192.0.2.1 stay unanswered                        |
      | an attacker in front of 192.0.2.1 who strips STARTTLS           |
      | the MTA at 192.0.2.1 refuses every server name but other.not    |
