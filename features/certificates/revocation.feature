Feature: A revoked certificate is no good

  Its issuer revokes a certificate by a list (CRL), which the certificate names and the sender fetches,
  or by a current word that the server brings along (stapled OCSP).

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
      | crl.ca.not      | A   | 192.0.2.80         |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-20 @ESA-21 @R5280-9
  Scenario Outline: The CRL says that it is revoked: <setting>
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" lists the certificate at 192.0.2.1
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting  | fate                   | because                |
      | No       | delivered in plaintext | STARTTLS is never sent |
      | Required | delivered encrypted    | no CRL is fetched      |

    @esa
    Examples:
      | setting                          | fate                | because                                |
      | Preferred                        | delivered encrypted | no CRL is fetched                      |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as revoked |
      | Required - Verify                | deferred            | the certificate is rejected as revoked |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as revoked |

  @CE-22 @ESA-21 @RTLS-11 @inferred
  Scenario Outline: The stapled OCSP response says that it is revoked: <setting>
    Given the MTA at 192.0.2.1 staples an OCSP response that says revoked
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    @must @POLICY-1
    Examples:
      | setting  | fate                   | because                        |
      | No       | delivered in plaintext | STARTTLS is never sent         |
      | Required | delivered encrypted    | the certificate is not checked |

    @esa
    Examples:
      | setting                          | fate                | because                                |
      | Preferred                        | delivered encrypted | the certificate is not checked         |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as revoked |
      | Required - Verify                | deferred            | the certificate is rejected as revoked |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as revoked |

  @CE-26 @ESA-22
  Scenario Outline: It does not say how to find out whether it is revoked: <setting>
    Given the TLS setting for example.com is "<setting>"
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
      | setting                          | fate               | because           |
      | Preferred - Verify               | delivered verified | no CRL is fetched |
      | Required - Verify                | delivered verified | no CRL is fetched |
      | Required - Verify Hosted Domains | delivered verified | no CRL is fetched |

  @esa @R5280-9 @RTLS-11
  Scenario Outline: <what>: it is good
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the MTA at 192.0.2.1 staples an OCSP response that says <stapled>
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And <because>

    Examples:
      | what                                                | stapled | because                                       |
      | The OCSP response knows, and the CRL is not fetched | good    | no CRL is fetched                             |
      | The OCSP response does not know, and the CRL does   | unknown | the CRL "http://crl.ca.not/ca.crl" is fetched |
