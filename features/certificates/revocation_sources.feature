Feature: Who may say that a certificate is revoked, and of which

  Its issuer, by a list or a stapled response that is current; of an intermediate, the authority above it.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | crl.ca.not      | A   | 192.0.2.80         |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @esa @CE-43 @ESA-22
  Scenario Outline: The stapled response is out of date: <setting>
    Given the MTA at 192.0.2.1 staples an OCSP response that says revoked and is out of date
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the certificate matches by SAN~recipient

    Examples:
      | setting                          |
      | Preferred - Verify               |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @R5280-9
  Scenario: A list that another key has signed says nothing
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" lists the certificate at 192.0.2.1
    And the CRL "http://crl.ca.not/ca.crl" is forged
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the CRL "http://crl.ca.not/ca.crl" is fetched

  @esa @ESA-21 @R5280-9
  Scenario Outline: The intermediate is revoked: <setting>
    Given the issuer of the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/root.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/root.crl"
    And the CRL "http://crl.ca.not/root.crl" lists the issuer of the certificate at 192.0.2.1
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And the certificate is rejected as revoked

    Examples:
      | setting                          | fate                |
      | Preferred - Verify               | delivered encrypted |
      | Required - Verify                | deferred            |
      | Required - Verify Hosted Domains | deferred            |

  @esa @ESA-21
  Scenario: The intermediate is not revoked
    Given the issuer of the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/root.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/root.crl"
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the CRL "http://crl.ca.not/root.crl" is fetched
