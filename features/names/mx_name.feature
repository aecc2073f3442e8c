Feature: Strange MX names

  What an MX record names is compared by "Verify Hosted Domains" alone, and only if it is a fully
  qualified name.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx01.hosted.not |
      | mx01.hosted.not | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | ptr-a.rev.not      |
      | ptr-a.rev.not   | A   | 192.0.2.1          |

  @esa @NA-41 @ESA-52 @inferred
  Scenario Outline: It has an underscore: <setting>
    Given these DNS records instead:
      | example.com      | MX | 10 my_mx.hosted.not |
      | my_mx.hosted.not | A  | 192.0.2.1           |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | my_mx.hosted.not |
      | CN  | unrelated.not    |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting                          | fate                   | because                            |
      | No                               | delivered in plaintext | STARTTLS is never sent             |
      | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | Required                         | delivered encrypted    | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | Required - Verify                | deferred               | no name of the certificate matches |
      | Required - Verify Hosted Domains | delivered verified     | the certificate matches by SAN~MX  |

  @esa @NA-42 @ESA-31 @inferred
  Scenario Outline: It has one label: <setting>
    Given these DNS records instead:
      | example.com | MX | 10 mail.  |
      | mail.       | A  | 192.0.2.1 |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mail          |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting                          | fate                   | because                            |
      | No                               | delivered in plaintext | STARTTLS is never sent             |
      | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | Required                         | delivered encrypted    | the certificate is not checked     |
      | Preferred - Verify               | delivered encrypted    | no name of the certificate matches |
      | Required - Verify                | deferred               | no name of the certificate matches |
      | Required - Verify Hosted Domains | deferred               | no name of the certificate matches |

  @esa @NA-43 @AMB-34 @R5321-4 @inferred
  Scenario Outline: It has a star, and is no host: <setting>
    Given these DNS records instead:
      | example.com  | MX | 10 *.hosted.not |
      | *.hosted.not | A  | 192.0.2.1       |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | *.hosted.not  |
      | CN  | unrelated.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <because>

    Examples:
      | setting                          | fate    | because                      |
      | No                               | bounced | 192.0.2.1 is never contacted |
      | Preferred                        | bounced | 192.0.2.1 is never contacted |
      | Required                         | bounced | 192.0.2.1 is never contacted |
      | Preferred - Verify               | bounced | 192.0.2.1 is never contacted |
      | Required - Verify                | bounced | 192.0.2.1 is never contacted |
      | Required - Verify Hosted Domains | bounced | 192.0.2.1 is never contacted |
