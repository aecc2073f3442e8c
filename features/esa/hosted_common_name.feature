Feature: For Verify Hosted Domains the Common Name counts when no alternative name is a DNS name

  A subject alternative name that is an address or an e-mail address is no DNS name.

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx01.hosted.not |
      | mx01.hosted.not | A  | 192.0.2.1          |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"

  @esa @EH-19 @AMB-21
  Scenario: SAN with IP only: CN decides
    Given an MTA at 192.0.2.1 whose certificate has
      | IP | 192.0.2.1       |
      | CN | mx01.hosted.not |
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~MX

  @esa @EH-20 @AMB-21
  Scenario: SAN with e-mail only: CN decides
    Given an MTA at 192.0.2.1 whose certificate has
      | email | pm@example.com |
      | CN    | example.com    |
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by CN~recipient

  @esa @AMB-21 @ESA-50
  Scenario: A single DNS name beside them, and the Common Name is out
    Given an MTA at 192.0.2.1 whose certificate has
      | IP    | 192.0.2.1       |
      | email | pm@example.com  |
      | DNS   | x.not           |
      | CN    | mx01.hosted.not |
    When a message is sent to u@example.com
    Then the message is deferred
    And no name of the certificate matches
