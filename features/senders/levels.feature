@R3207-15
Feature: What every sender can be told of TLS, in nobody's own words

  "encrypted" wants TLS and looks at no certificate. "trusted chain only" wants a chain to a trust
  anchor and looks at no name. The other two want the chain, and one name each. A sender that has no
  setting with exactly this promise is not asked.

  Background: a provider that receives mail for example.com
    Given these DNS records:
      | example.com          | MX  | 10 mx01.subd.hosted.not |
      | mx01.subd.hosted.not | A   | 192.0.2.1               |
      | 192.0.2.1            | PTR | mx0a.hosted.not         |
      | mx0a.hosted.not      | A   | 192.0.2.1               |

  Scenario Outline: A certificate for <DNS>, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | unrelated.not |
      | DNS | <DNS>         |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is <fate>
    And nothing is said in plaintext after STARTTLS

    Examples: a wildcard covers one label
      | DNS                      | setting                               | fate                |
      | *.hosted.not, hosted.not | encrypted                             | delivered encrypted |
      | *.hosted.not, hosted.not | trusted chain only                    | delivered verified  |
      | *.hosted.not, hosted.not | verified against the MX host name     | deferred            |
      | *.hosted.not, hosted.not | verified against the recipient domain | deferred            |

    Examples: the recipient domain
      | DNS         | setting                               | fate                |
      | example.com | encrypted                             | delivered encrypted |
      | example.com | trusted chain only                    | delivered verified  |
      | example.com | verified against the MX host name     | deferred            |
      | example.com | verified against the recipient domain | delivered verified  |

    Examples: the MX host name
      | DNS                  | setting                               | fate                |
      | mx01.subd.hosted.not | encrypted                             | delivered encrypted |
      | mx01.subd.hosted.not | trusted chain only                    | delivered verified  |
      | mx01.subd.hosted.not | verified against the MX host name     | delivered verified  |
      | mx01.subd.hosted.not | verified against the recipient domain | deferred            |

  Scenario Outline: A certificate that is <flaw>, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx01.subd.hosted.not |
    And the certificate at 192.0.2.1 is <flaw>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is <fate>
    And nothing is said in plaintext after STARTTLS

    Examples:
      | flaw        | setting                               | fate                |
      | expired     | encrypted                             | delivered encrypted |
      | expired     | trusted chain only                    | deferred            |
      | expired     | verified against the MX host name     | deferred            |
      | expired     | verified against the recipient domain | deferred            |
      | self-signed | encrypted                             | delivered encrypted |
      | self-signed | trusted chain only                    | deferred            |
      | self-signed | verified against the MX host name     | deferred            |
      | self-signed | verified against the recipient domain | deferred            |

  Scenario Outline: A server without STARTTLS, <setting>
    Given an MTA at 192.0.2.1 without STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is deferred
    And STARTTLS is never sent

    Examples:
      | setting                               |
      | encrypted                             |
      | trusted chain only                    |
      | verified against the MX host name     |
      | verified against the recipient domain |

  Scenario Outline: A server that drops the connection in the handshake, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx01.subd.hosted.not |
    And the MTA at 192.0.2.1 closes the connection in place of a TLS handshake
    And the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is deferred
    And nothing is said in plaintext after STARTTLS

    Examples:
      | setting                               |
      | encrypted                             |
      | trusted chain only                    |
      | verified against the MX host name     |
      | verified against the recipient domain |
