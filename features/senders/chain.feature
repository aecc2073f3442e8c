Feature: A chain that is to be verified must be sound

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @must @POLICY-1
  Scenario Outline: A certificate that is <flaw>, <setting>
    Given the certificate at 192.0.2.1 is <flaw>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred or bounced
    And no mail command is sent

    @R5280-1
    Examples:
      | flaw          | setting                           |
      | not yet valid | trusted chain only                |
      | not yet valid | verified against the MX host name |
      | expired       | trusted chain only                |
      | expired       | verified against the MX host name |

    @R5280-3
    Examples:
      | flaw                          | setting                           |
      | sent without its intermediate | trusted chain only                |
      | sent without its intermediate | verified against the MX host name |
      | altered after it was signed   | trusted chain only                |
      | altered after it was signed   | verified against the MX host name |

    @R5280-2
    Examples:
      | flaw                                                  | setting                           |
      | issued by an authority that is no CA                  | trusted chain only                |
      | issued by an authority that is no CA                  | verified against the MX host name |
      | issued by an authority that may not sign certificates | trusted chain only                |
      | issued by an authority that may not sign certificates | verified against the MX host name |

    @R5280-4
    Examples:
      | flaw                  | setting                           |
      | made for clients only | trusted chain only                |
      | made for clients only | verified against the MX host name |

    @R5280-6
    Examples:
      | flaw                                      | setting                           |
      | marked with an unknown critical extension | trusted chain only                |
      | marked with an unknown critical extension | verified against the MX host name |

  @must @R5280-5
  Scenario Outline: The issuer is limited to <whose> names, <setting>
    Given the issuer of the certificate at 192.0.2.1 is limited to names below <domain>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | whose | domain      | setting                           | fate                |
      | other | other.not   | trusted chain only                | deferred or bounced |
      | other | other.not   | verified against the MX host name | deferred or bounced |
      | these | example.com | trusted chain only                | delivered verified  |
      | these | example.com | verified against the MX host name | delivered verified  |

  @must @R5280-3
  Scenario Outline: A certificate that is <shape>, <setting>
    Given the certificate at 192.0.2.1 is <shape>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified

    Examples:
      | shape                     | setting                           |
      | sent with its root        | trusted chain only                |
      | sent with its root        | verified against the MX host name |
      | issued by the root itself | trusted chain only                |
      | issued by the root itself | verified against the MX host name |
      | made for every purpose    | trusted chain only                |
      | made for every purpose    | verified against the MX host name |

  @choice @R5280-3
  Scenario Outline: A certificate that is <flaw>, which RFC 5280 leaves open, <setting>
    Given the certificate at 192.0.2.1 is <flaw>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is delivered verified, deferred or bounced

    Examples:
      | flaw                                       | setting                           |
      | signed with SHA-1                          | trusted chain only                |
      | signed with SHA-1                          | verified against the MX host name |
      | sent with its root before its intermediate | trusted chain only                |
      | sent with its root before its intermediate | verified against the MX host name |
      | sent with an unrelated certificate         | trusted chain only                |
      | sent with an unrelated certificate         | verified against the MX host name |

  @choice @R5280-9
  Scenario: A certificate that its CRL says is revoked
    Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"
    And a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"
    And the CRL "http://crl.ca.not/ca.crl" lists the certificate at 192.0.2.1
    And the TLS setting for example.com is "verified against the MX host name"
    When a message is sent to u@example.com
    Then the message is delivered verified, deferred or bounced

  @choice @RTLS-11
  Scenario: A certificate that a stapled OCSP response says is revoked
    Given the MTA at 192.0.2.1 staples an OCSP response that says revoked
    And the TLS setting for example.com is "verified against the MX host name"
    When a message is sent to u@example.com
    Then the message is delivered verified, deferred or bounced
