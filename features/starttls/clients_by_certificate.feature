Feature: A server that treats clients by their certificate

  It asks for a client certificate and takes any or none, and what it makes of the session depends on what it got.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the MTA at 192.0.2.1 asks for a client certificate
    And the TLS setting for example.com is "Required"

  @esa @ESA-15
  Scenario: It closes the connection on a certificate that it does not trust
    Given the MTA at 192.0.2.1 treats clients with an untrusted certificate differently
    And the MTA at 192.0.2.1 closes the connection in place of answering EHLO inside TLS
    And the sender has a client certificate
    And the client certificate of the sender is self-signed
    When a message is sent to u@example.com
    Then the message is deferred

  @esa @ESA-12
  Scenario: It takes none
    Given the MTA at 192.0.2.1 treats clients with an untrusted certificate differently
    And the MTA at 192.0.2.1 closes the connection in place of answering EHLO inside TLS
    When a message is sent to u@example.com
    Then the message is delivered encrypted

  @esa @ESA-12
  Scenario: It takes one that it trusts
    Given the MTA at 192.0.2.1 treats clients with an untrusted certificate differently
    And the MTA at 192.0.2.1 closes the connection in place of answering EHLO inside TLS
    And the sender has a client certificate
    When a message is sent to u@example.com
    Then the message is delivered encrypted

  @esa @R5321-12
  Scenario: It relays for those with a certificate only
    Given the MTA at 192.0.2.1 treats clients without a certificate differently
    And the MTA at 192.0.2.1 answers RCPT inside TLS with "550 5.7.1 Relaying denied"
    When a message is sent to u@example.com
    Then the message is bounced

  @esa @R5321-12
  Scenario Outline: It knows one name: the certificate is for <name>
    Given the MTA at 192.0.2.1 treats clients with a trusted certificate for relay.partner.not differently
    And the MTA at 192.0.2.1 answers MAIL inside TLS with "421 4.7.0 You are suspended"
    And the sender has a client certificate that has
      | DNS | <name> |
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | name              | fate                |
      | relay.partner.not | deferred            |
      | other.partner.not | delivered encrypted |
