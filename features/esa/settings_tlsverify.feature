Feature: tlsverify and a delivery may disagree

  The tool on the appliance's command line always runs the flow of "Required - Verify". A domain that
  is set to "Required - Verify Hosted Domains" is delivered to by another flow.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @ES-48 @ESA-40 @ESA-52
  Scenario: tlsverify uses Verify even for a Hosted domain
    Given the certificate at 192.0.2.1 has instead
      | DNS | mx1.example.com |
    When tlsverify is run for example.com
    Then tlsverify fails
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~MX

  @esa @ESA-43 @ESA-50
  Scenario: A Common Name that is the reverse name satisfies tlsverify and not the delivery
    Given the certificate at 192.0.2.1 has instead
      | DNS | other.not       |
      | CN  | mx1.example.com |
    When tlsverify is run for example.com
    Then tlsverify succeeds
    When a message is sent to u@example.com
    Then the message is deferred
    And no mail command is sent
