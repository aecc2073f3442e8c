Feature: One certificate of a provider serves all domains that it hosts

  This is what "Verify Hosted Domains" was made for: the certificate names the provider's MX, and
  not one of the thousand domains.

  @esa @EH-10 @ESA-52
  Scenario: A thousand domains, one MX, one name in the certificate
    Given these DNS records:
      | mx01.hosted.not | A | 192.0.2.1 |
    And these DNS records, for # from 1 to 1000:
      | d#.example | MX | 10 mx01.hosted.not |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx01.hosted.not |
      | CN  | unrelated.not   |
    And the default TLS setting is "Required - Verify Hosted Domains"
    When 1000 messages are sent to u@d#.example
    Then all 1000 messages are delivered verified
    And the certificate matches by SAN~MX
