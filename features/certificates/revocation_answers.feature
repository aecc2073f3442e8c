Feature: A list that is not given is none

  The certificate is revoked, and its list says so: but what the web server answers is no list. A list that has
  moved is not followed.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | crl.ca.not      | A   | 192.0.2.80         |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @esa @CE-42 @ESA-22
  Scenario Outline: The list <answer>: <setting>
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/old.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/old.crl"
    And the CRL "http://crl.ca.not/old.crl" lists the certificate at 192.0.2.1
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/new.crl"
    And the CRL "http://crl.ca.not/new.crl" lists the certificate at 192.0.2.1
    And the CRL "http://crl.ca.not/old.crl" <answer>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And the CRL "http://crl.ca.not/old.crl" is asked for

    Examples:
      | answer                                   | setting                          |
      | is answered with the HTTP status 404     | Preferred - Verify               |
      | is answered with the HTTP status 404     | Required - Verify                |
      | is answered with the HTTP status 404     | Required - Verify Hosted Domains |
      | is answered with the HTTP status 500     | Preferred - Verify               |
      | is answered with the HTTP status 500     | Required - Verify                |
      | is answered with the HTTP status 500     | Required - Verify Hosted Domains |
      | has moved to "http://crl.ca.not/new.crl" | Preferred - Verify               |
      | has moved to "http://crl.ca.not/new.crl" | Required - Verify                |
      | has moved to "http://crl.ca.not/new.crl" | Required - Verify Hosted Domains |

  @esa @ESA-22 @AMB-45
  Scenario: By the stricter reading it counts against the certificate
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" is answered with the HTTP status 404
    And the option "revocation" is "hard"
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And the certificate is rejected as possibly revoked
