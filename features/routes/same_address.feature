Feature: Two routes that lead to one address are one connection

  Background: two names of one relay
    Given these DNS records:
      | example.com     | MX | 10 mx01.hosted.not |
      | mx01.hosted.not | A  | 192.0.2.21         |
      | r1.partner.not  | A  | 192.0.2.1          |
      | r2.partner.not  | A  | 192.0.2.1          |
    And the SMTP routes:
      """
      example.com  r1.partner.not, r2.partner.not/pri=10
      """
    And the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @RO-19 @ESA-63
  Scenario: Two route names on one IP: one connection, either name
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | r2.partner.not |
      | CN  | unrelated.not  |
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the comparisons are:
      | SAN | r2.partner.not | example.com    | recipient domain | no  |
      | SAN | r2.partner.not | r1.partner.not | SMTP route       | no  |
      | SAN | r2.partner.not | r2.partner.not | SMTP route       | yes |
    And 192.0.2.1 is contacted once

  @esa @ESA-63
  Scenario: Neither name: one connection, and the mail waits
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | x.not         |
      | CN  | unrelated.not |
    When a message is sent to u@example.com
    Then the message is deferred
    And no name of the certificate matches
    And 192.0.2.1 is contacted once
