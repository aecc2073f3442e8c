Feature: The worked example under each setting, and its repair

  Both hosts of the worked example show the same certificate. A wildcard covers one label, so that
  its names do not cover mx01.subd.emailhosted.not; a name for that level repairs it.

  Background: the emailhosted.not example
    Given these DNS records:
      | example.com               | MX  | 10 mx01.subd.emailhosted.not |
      | example.com               | MX  | 10 mx02.subd.emailhosted.not |
      | mx01.subd.emailhosted.not | A   | 192.0.2.1                    |
      | mx02.subd.emailhosted.not | A   | 192.0.2.2                    |
      | 192.0.2.1                 | PTR | mx0a.emailhosted.not         |
      | 192.0.2.2                 | PTR | mx0b.emailhosted.not         |
      | mx0a.emailhosted.not      | A   | 192.0.2.1                    |
      | mx0b.emailhosted.not      | A   | 192.0.2.2                    |

  @esa @ES-44 @ESA-70
  Scenario Outline: Worked example, both hosts: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | *.emailhosted.not                  |
      | DNS | *.emailhosted.not, emailhosted.not |
    And an MTA at 192.0.2.2 whose certificate has
      | CN  | *.emailhosted.not                  |
      | DNS | *.emailhosted.not, emailhosted.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what happens>

    Examples:
      | setting                          | fate                   | what happens                       |
      | No                               | delivered in plaintext | STARTTLS is never sent             |
      | Preferred                        | delivered encrypted    | the certificate is not checked     |
      | Required                         | delivered encrypted    | the certificate is not checked     |
      | Preferred - Verify               | delivered verified     | the certificate matches by CN~PTR  |
      | Required - Verify                | delivered verified     | the certificate matches by CN~PTR  |
      | Required - Verify Hosted Domains | deferred               | no name of the certificate matches |

  @esa @ES-45 @AMB-29 @ESA-53
  Scenario Outline: Worked example with two-label wildcard repaired: <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | *.emailhosted.not                                          |
      | DNS | *.emailhosted.not, emailhosted.not, *.subd.emailhosted.not |
    And an MTA at 192.0.2.2 whose certificate has
      | CN  | *.emailhosted.not                                          |
      | DNS | *.emailhosted.not, emailhosted.not, *.subd.emailhosted.not |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what happens>

    Examples:
      | setting                          | fate                   | what happens                      |
      | No                               | delivered in plaintext | STARTTLS is never sent            |
      | Preferred                        | delivered encrypted    | the certificate is not checked    |
      | Required                         | delivered encrypted    | the certificate is not checked    |
      | Preferred - Verify               | delivered verified     | the certificate matches by CN~PTR |
      | Required - Verify                | delivered verified     | the certificate matches by CN~PTR |
      | Required - Verify Hosted Domains | delivered verified     | the certificate matches by SAN~MX |
