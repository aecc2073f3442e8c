Feature: Where nothing is known of a revocation, the certificate counts

  The ESA's documents do not say what an unreachable list does; the reading here is that it does nothing.
  The option "revocation" has the stricter reading.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | crl.ca.not      | A   | 192.0.2.80         |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-23 @AMB-45 @ESA-22 @ambiguous
  Scenario Outline: The host of the CRL is down: <setting>
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the web server at 192.0.2.80 refuses connections
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting   | fate                   | because                                |
      | No        | delivered in plaintext | STARTTLS is never sent                 |
      | Preferred | delivered encrypted    | no A record of crl.ca.not is asked for |
      | Required  | delivered encrypted    | no A record of crl.ca.not is asked for |

    @esa
    Examples:
      | setting                          | fate               | because                                      |
      | Preferred - Verify               | delivered verified | the A record of crl.ca.not is asked for once |
      | Required - Verify                | delivered verified | the A record of crl.ca.not is asked for once |
      | Required - Verify Hosted Domains | delivered verified | the A record of crl.ca.not is asked for once |

  @CE-24 @AMB-45 @ESA-22 @ambiguous
  Scenario Outline: The CRL is out of date: <setting>
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" is out of date
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting   | fate                   | because                |
      | No        | delivered in plaintext | STARTTLS is never sent |
      | Preferred | delivered encrypted    | no CRL is fetched      |
      | Required  | delivered encrypted    | no CRL is fetched      |

    @esa
    Examples:
      | setting                          | fate               | because                                       |
      | Preferred - Verify               | delivered verified | the CRL "http://crl.ca.not/ca.crl" is fetched |
      | Required - Verify                | delivered verified | the CRL "http://crl.ca.not/ca.crl" is fetched |
      | Required - Verify Hosted Domains | delivered verified | the CRL "http://crl.ca.not/ca.crl" is fetched |

  @esa @AMB-45 @ESA-22
  Scenario Outline: By the option "revocation": "<revocation>", when <what>
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And <trouble>
    And the option "revocation" is "<revocation>"
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | revocation | what                    | trouble                                           | fate               | because                                         |
      | soft       | nobody listens          | the web server at 192.0.2.80 refuses connections  | delivered verified | the certificate matches by SAN~recipient        |
      | soft       | nobody answers          | the web server at 192.0.2.80 stays silent         | delivered verified | the certificate matches by SAN~recipient        |
      | soft       | the host has no address | there is no A record of crl.ca.not                | delivered verified | the certificate matches by SAN~recipient        |
      | soft       | the list is out of date | the CRL "http://crl.ca.not/ca.crl" is out of date | delivered verified | the certificate matches by SAN~recipient        |
      | hard       | nobody listens          | the web server at 192.0.2.80 refuses connections  | deferred           | the certificate is rejected as possibly revoked |
      | hard       | nobody answers          | the web server at 192.0.2.80 stays silent         | deferred           | the certificate is rejected as possibly revoked |
      | hard       | the host has no address | there is no A record of crl.ca.not                | deferred           | the certificate is rejected as possibly revoked |
      | hard       | the list is out of date | the CRL "http://crl.ca.not/ca.crl" is out of date | deferred           | the certificate is rejected as possibly revoked |
