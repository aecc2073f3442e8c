Feature: With secure records nothing goes in the clear, and without them as ever

  Whoever strips STARTTLS or breaks the handshake gains nothing where a domain has secure TLSA records. Records that are
  not secure, and none at all, ask for nothing (RFC 7672 §2.2).

  Background: one MX host, and DANE where it is there
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the default TLS setting is "Preferred"
    And DANE is "opportunistic"

  @must @RDANE-12
  Scenario Outline: DA-17 Secure records, and no STARTTLS: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And an attacker in front of 192.0.2.1 who strips STARTTLS
    And mx1.example.com has a TLSA record for its key
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @must @RDANE-1
  Scenario Outline: DA-19 Secure records, and the handshake fails: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And mx1.example.com has a TLSA record for its key
    And the MTA at 192.0.2.1 answers the TLS handshake with the alert 40
    When a message is sent to bob@example.com
    Then the message is deferred
    And no mail command is sent

    Examples:
      | security                               |
      | the answers for example.com are secure |
      | the zone example.com is signed         |

  @should @RDANE-3
  Scenario: DA-20 The records are not secure, and they do not match
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And mx1.example.com has a TLSA record for another key
    When a message is sent to bob@example.com
    Then the message is delivered encrypted

  @should @RDANE-3
  Scenario: DA-20 The host is secure, and the name of its records is an alias into a zone that is not
    Given the answers for example.com are secure
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And these DNS records:
      | _25._tcp.mx1.example.com | CNAME | tlsa.other.not                                                         |
      | tlsa.other.not           | TLSA  | 3 1 1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f |
    When a message is sent to bob@example.com
    Then the message is delivered encrypted

  @should @RDANE-3
  Scenario Outline: DA-21 It is proven that there are no records: <security>
    Given <security>
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    When a message is sent to bob@example.com
    Then the message is delivered encrypted

    Examples:
      | security                                  |
      | the answers for example.com are secure    |
      | the zone example.com is signed            |
      | the zone example.com is signed with NSEC3 |

  @should @RDANE-3
  Scenario Outline: DA-21 It is proven that there are no records, and there is no STARTTLS: <security>
    Given <security>
    And an MTA at 192.0.2.1 without STARTTLS
    When a message is sent to bob@example.com
    Then the message is delivered in plaintext

    Examples:
      | security                                  |
      | the answers for example.com are secure    |
      | the zone example.com is signed            |
      | the zone example.com is signed with NSEC3 |

  @must @RDANE-8
  Scenario: DA-30 The addresses of the host are not secure, so nobody asks for its records
    Given the zone example.com is signed
    And the zone mx1.example.com is not signed
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    When a message is sent to bob@example.com
    Then the message is delivered encrypted
    And no TLSA record of mx1.example.com is asked for
