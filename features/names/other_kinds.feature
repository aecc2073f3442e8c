Feature: Only a DNS name is compared, whatever else the certificate calls its holder

  The Common Name is compared as if nothing else were there.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-23 @AMB-23
  Scenario Outline: The IP address of the server: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | IP | 192.0.2.1     |
      | CN | unrelated.not |
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
      | setting                          | fate                | because                            |
      | Preferred                        | delivered encrypted | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted | no name of the certificate matches |
      | Required - Verify                | deferred            | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred            | no name of the certificate matches |

  @NA-25 @ESA-30
  Scenario Outline: An e-mail address of the domain: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | email | pm@example.com |
      | CN    | unrelated.not  |
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
      | setting                          | fate                | because                            |
      | Preferred                        | delivered encrypted | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted | no name of the certificate matches |
      | Required - Verify                | deferred            | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred            | no name of the certificate matches |

  @NA-27 @ESA-30 @RNAME-13
  Scenario Outline: A URI: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | URI | smtp://example.com |
      | CN  | unrelated.not      |
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
      | setting                          | fate                | because                            |
      | Preferred                        | delivered encrypted | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted | no name of the certificate matches |
      | Required - Verify                | deferred            | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred            | no name of the certificate matches |

  @NA-28 @ESA-30
  Scenario Outline: An SRV name: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | SRV | _smtp.example.com |
      | CN  | unrelated.not     |
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
      | setting                          | fate                | because                            |
      | Preferred                        | delivered encrypted | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted | no name of the certificate matches |
      | Required - Verify                | deferred            | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred            | no name of the certificate matches |
