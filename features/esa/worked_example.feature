Feature: One certificate, two readings

  The worked example of Cisco document 213197. "Verify" compares the Common Name with the reverse
  name of the server; "Verify Hosted Domains" does not look at the Common Name once the certificate
  has a DNS name, and compares with the MX name, of which a wildcard covers one label only.

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
    And an MTA at 192.0.2.1 whose certificate has
      | CN  | *.emailhosted.not                  |
      | DNS | *.emailhosted.not, emailhosted.not |
    And an MTA at 192.0.2.2 whose certificate has
      | CN  | *.emailhosted.not                  |
      | DNS | *.emailhosted.not, emailhosted.not |

  @esa @ESA-70 @ESA-10
  Scenario: No
    Given the TLS setting for example.com is "No"
    When a message is sent to bob@example.com
    Then the message is delivered in plaintext
    And STARTTLS is never sent

  @esa @ESA-70 @ESA-11
  Scenario: Preferred
    Given the TLS setting for example.com is "Preferred"
    When a message is sent to bob@example.com
    Then the message is delivered encrypted
    And the names of the certificate are not compared
    And nothing is said in plaintext after STARTTLS

  @esa @ESA-70 @ESA-12
  Scenario: Required
    Given the TLS setting for example.com is "Required"
    When a message is sent to bob@example.com
    Then the message is delivered encrypted
    And the names of the certificate are not compared
    And nothing is said in plaintext after STARTTLS

  @esa @ESA-70 @ESA-43
  Scenario Outline: <setting>: the Common Name matches the reverse name
    Given the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is delivered verified
    And the certificate matches by CN~PTR
    And the comparisons are:
      | SAN | *.emailhosted.not | example.com          | recipient domain | no  |
      | SAN | emailhosted.not   | example.com          | recipient domain | no  |
      | CN  | *.emailhosted.not | example.com          | recipient domain | no  |
      | CN  | *.emailhosted.not | mx0a.emailhosted.not | PTR              | yes |
    And nothing is said in plaintext after STARTTLS

    Examples:
      | setting            |
      | Preferred - Verify |
      | Required - Verify  |

  @esa @ESA-70 @ESA-50
  Scenario: Required - Verify Hosted Domains: no DNS name matches, and the Common Name does not count
    Given the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to bob@example.com
    Then the message is deferred
    And no name of the certificate matches
    And the comparisons are:
      | SAN | *.emailhosted.not | example.com               | recipient domain | no |
      | SAN | emailhosted.not   | example.com               | recipient domain | no |
      | SAN | *.emailhosted.not | mx01.subd.emailhosted.not | MX               | no |
      | SAN | emailhosted.not   | mx01.subd.emailhosted.not | MX               | no |
      | SAN | *.emailhosted.not | example.com               | recipient domain | no |
      | SAN | emailhosted.not   | example.com               | recipient domain | no |
      | SAN | *.emailhosted.not | mx02.subd.emailhosted.not | MX               | no |
      | SAN | emailhosted.not   | mx02.subd.emailhosted.not | MX               | no |
    And nothing is said in plaintext after STARTTLS
