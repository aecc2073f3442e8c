Feature: Where an MX host is an alias, its records stand at the name that it leads to, or at its own

  Secure to the end, the expanded name comes first; where only the alias itself is secure, its own name is all that
  counts (RFC 7672 §2.2.2). An alias at the owner of the records changes nothing (§2.2.3).

  Background: an MX host that is an alias, and DANE where it is there
    Given these DNS records:
      | example.com       | MX    | 10 alias.example.com |
      | alias.example.com | CNAME | mx1.hosted.not       |
      | mx1.hosted.not    | A     | 192.0.2.1            |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |

  @must @RDANE-9
  Scenario Outline: DA-31 Secure to the end: the records of the target: <own>, <hosted>
    Given <own>
    And <hosted>
    And the certificate at 192.0.2.1 has instead
      | DNS | mx1.hosted.not, alias.example.com, example.com |
    And mx1.hosted.not has a TLSA record for its key
    And alias.example.com has a TLSA record for another key
    And example.com has a TLSA record for the certificate at 192.0.2.1
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE

    Examples:
      | own                                    | hosted                                |
      | the answers for example.com are secure | the answers for hosted.not are secure |
      | the zone example.com is signed         | the zone hosted.not is signed         |

  @must @RDANE-9
  Scenario Outline: Secure to the end, and the target has no records: those of the alias: <own>, <hosted>
    Given <own>
    And <hosted>
    And alias.example.com has a TLSA record for the certificate at 192.0.2.1
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE

    Examples:
      | own                                    | hosted                                |
      | the answers for example.com are secure | the answers for hosted.not are secure |
      | the zone example.com is signed         | the zone hosted.not is signed         |

  @must @RDANE-9
  Scenario Outline: DA-33 The alias leads into a zone that is not secure: its own records: <own>
    Given <own>
    And alias.example.com has a TLSA record for the certificate at 192.0.2.1
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE

    Examples:
      | own                                    |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-9
  Scenario: An alias that is not secure leads to a host with records that do not match
    Given these DNS records instead:
      | example.com | MX | 10 alias.other.not |
    And these DNS records:
      | alias.other.not | CNAME | mx1.hosted.not |
    And the answers for example.com are secure
    And the answers for hosted.not are secure
    And mx1.hosted.not has a TLSA record for another key
    When a message is sent to bob@example.com
    Then the message is delivered encrypted

  @must @RDANE-11
  Scenario: DA-34 The owner of the records is an alias, and the base domain stays
    Given these DNS records instead:
      | example.com | MX | 10 mx1.example.com |
    And these DNS records:
      | mx1.example.com          | A     | 192.0.2.1                   |
      | _25._tcp.mx1.example.com | CNAME | tlsa.example.com            |
      | tlsa.example.com         | CNAME | _25._tcp.shared.example.com |
    And the answers for example.com are secure
    And shared.example.com has a TLSA record for the certificate at 192.0.2.1
    When a message is sent to bob@example.com
    Then the message is delivered verified by DANE
    And the server name mx1.example.com is sent
