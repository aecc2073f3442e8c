Feature: A certificate counts between its two dates

  The time that counts is that of the attempt to deliver.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com              |
      | DNS | example.com, mx1.example.com |

  @CE-06 @ESA-21 @R5280-1
  Scenario Outline: It expired yesterday: <setting>
    Given the certificate at 192.0.2.1 is expired
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
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as expired |
      | Required - Verify                | deferred            | the certificate is rejected as expired |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as expired |

  @CE-07 @ESA-21
  Scenario Outline: It is valid from tomorrow: <setting>
    Given the certificate at 192.0.2.1 is not yet valid
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
      | setting                          | fate                | because                                      |
      | Preferred                        | delivered encrypted | the certificate is not checked               |
      | Preferred - Verify               | delivered encrypted | the certificate is rejected as not yet valid |
      | Required - Verify                | deferred            | the certificate is rejected as not yet valid |
      | Required - Verify Hosted Domains | deferred            | the certificate is rejected as not yet valid |

  @CE-34 @ESA-21
  Scenario Outline: It expires between two attempts: <setting>
    Given the certificate at 192.0.2.1 expires in 30 seconds
    And the MTA at 192.0.2.1 greets with "451 4.3.2 Busy"
    And the MTA at 192.0.2.1 changes with its second connection
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    When 60 seconds pass
    Then the message is <fate>
    And <because>

    @esa
    Examples:
      | setting                          | fate                   | because                                |
      | No                               | delivered in plaintext | STARTTLS is never sent                 |
      | Required                         | delivered encrypted    | the certificate is not checked         |
      | Preferred                        | delivered encrypted    | the certificate is not checked         |
      | Preferred - Verify               | delivered encrypted    | the certificate is rejected as expired |
      | Required - Verify                | deferred               | the certificate is rejected as expired |
      | Required - Verify Hosted Domains | deferred               | the certificate is rejected as expired |
