Feature: A part of a list decides of the certificates that it covers

  An authority may divide its list. Each part says in a critical extension of which certificates it is.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | crl.ca.not      | A   | 192.0.2.80         |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @esa @CE-46 @R5280-9 @ESA-22
  Scenario Outline: A part of the list, <part>, has <whom>: <setting>
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" lists <whom>
    And the CRL "http://crl.ca.not/ca.crl" is a part of the list, <part>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples: it covers the certificate, and lists it
      | part                                             | whom                         | setting                          | fate     | because                                |
      | that of certificates which name it               | the certificate at 192.0.2.1 | Required - Verify                | deferred | the certificate is rejected as revoked |
      | that of certificates which name it               | the certificate at 192.0.2.1 | Required - Verify Hosted Domains | deferred | the certificate is rejected as revoked |
      | that of certificates of servers                  | the certificate at 192.0.2.1 | Required - Verify                | deferred | the certificate is rejected as revoked |
      | that of certificates whose key is in other hands | the certificate at 192.0.2.1 | Required - Verify                | deferred | the certificate is rejected as revoked |

    Examples: it covers the certificate, and lists another
      | part                               | whom                                       | setting                          | fate               | because                                       |
      | that of certificates which name it | the issuer of the certificate at 192.0.2.1 | Required - Verify                | delivered verified | the CRL "http://crl.ca.not/ca.crl" is fetched |
      | that of certificates which name it | the issuer of the certificate at 192.0.2.1 | Required - Verify Hosted Domains | delivered verified | the CRL "http://crl.ca.not/ca.crl" is fetched |

    Examples: it does not cover the certificate
      | part                                    | whom                         | setting                          | fate               | because                                       |
      | that of certificates which name another | the certificate at 192.0.2.1 | Required - Verify                | delivered verified | the CRL "http://crl.ca.not/ca.crl" is fetched |
      | that of certificates which name another | the certificate at 192.0.2.1 | Required - Verify Hosted Domains | delivered verified | the CRL "http://crl.ca.not/ca.crl" is fetched |
      | that of certificates of authorities     | the certificate at 192.0.2.1 | Required - Verify                | delivered verified | the CRL "http://crl.ca.not/ca.crl" is fetched |

  @esa @R5280-9 @AMB-45
  Scenario Outline: By the stricter reading only a part that covers it says that it is not revoked: <part>
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" is a part of the list, <part>
    And the option "revocation" is "hard"
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | part                                             | fate               |
      | that of certificates which name it               | delivered verified |
      | that of certificates of authorities              | deferred           |
      | that of certificates whose key is in other hands | deferred           |
