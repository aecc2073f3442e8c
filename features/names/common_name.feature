Feature: The Common Name is compared only if it has the form of a domain name

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @NA-31 @ESA-33
  Scenario Outline: It is a sentence that contains the name: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | -                          |
      | CN  | Mail server of example.com |
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

  @NA-32 @ESA-33 @inferred
  Scenario Outline: It has blanks around the name: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | -               |
      | CN  | " example.com " |
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

  @NA-33 @AMB-25
  Scenario Outline: It is the IP address of the server: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | -         |
      | CN  | 192.0.2.1 |
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
