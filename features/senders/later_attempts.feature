Feature: What waits is tried again

  A real program does not see the time of the world pass: it is asked to try again every half hour.

  Background:
    Given these DNS records:
      | a.not     | MX | 10 mx1.a.not |
      | mx1.a.not | A  | 192.0.2.1    |
      | b.not     | MX | 10 mx1.b.not |
      | mx1.b.not | A  | 192.0.2.2    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.a.not, a.not |
      | CN  | mx1.a.not        |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | mx1.b.not |

  @should @R5321-12
  Scenario Outline: Once the other side is well again: <wrong>
    Given <wrong>
    And the TLS setting for a.not is "encrypted"
    When a message is sent to u@a.not
    Then the message is deferred
    When <well>
    And 30 minutes pass
    Then the message is delivered encrypted

    Examples:
      | wrong                                                                         | well                                      |
      | the MTA at 192.0.2.1 refuses connections                                      | the MTA at 192.0.2.1 recovers             |
      | the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"                          | the MTA at 192.0.2.1 recovers             |
      | the MTA at 192.0.2.1 answers RCPT inside TLS with "450 4.2.1 Greylisted"      | the MTA at 192.0.2.1 recovers             |
      | the MTA at 192.0.2.1 answers . inside TLS with "452 4.3.1 Disk full"          | the MTA at 192.0.2.1 recovers             |
      | the MTA at 192.0.2.1 closes the connection in place of answering . inside TLS | the MTA at 192.0.2.1 recovers             |
      | connections to 192.0.2.1 are reset                                            | connections to 192.0.2.1 work again       |
      | an attacker in front of 192.0.2.1 who strips STARTTLS                         | the attacker in front of 192.0.2.1 leaves |
      | questions for MX of a.not are answered "SERVFAIL"                             | the name server recovers                  |

  @should @R5321-12
  Scenario Outline: It is not stuck with a certificate that was repaired, <setting>
    Given the certificate at 192.0.2.1 is self-signed
    And the TLS setting for a.not is "<setting>"
    When a message is sent to u@a.not
    Then the message is deferred
    When the certificate at 192.0.2.1 is replaced by one that has
      | DNS | mx1.a.not, a.not |
    And 30 minutes pass
    Then the message is delivered verified

    Examples:
      | setting                               |
      | trusted chain only                    |
      | verified against the MX host name     |
      | verified against the recipient domain |

  @must @POLICY-1 @R3207-16
  Scenario Outline: It never gives in: <wrong>, <setting>
    Given the MTA at 192.0.2.1 <wrong>
    And the TLS setting for a.not is "<setting>"
    When a message is sent to u@a.not
    Then the message is deferred or bounced
    When 2 hours pass
    Then the message is deferred or bounced
    And no mail command is sent

    Examples:
      | wrong                                               | setting                           |
      | does not offer STARTTLS                             | encrypted                         |
      | answers STARTTLS with "454 4.7.0 TLS not available" | encrypted                         |
      | closes the connection in place of a TLS handshake   | encrypted                         |
      | answers the TLS handshake with the alert 40         | encrypted                         |
      | does not offer STARTTLS                             | verified against the MX host name |
      | answers the TLS handshake with the alert 40         | verified against the MX host name |

  @choice @POLICY-1
  Scenario: Preferred, and the handshake fails at every attempt
    Given the MTA at 192.0.2.1 closes the connection in place of a TLS handshake
    And the TLS setting for a.not is "Preferred"
    When a message is sent to u@a.not
    And 2 hours pass
    Then the message is delivered in plaintext, deferred or bounced

  @should @R5321-13
  Scenario: For those alone who still wait
    Given the MTA at 192.0.2.2 greets with "421 4.3.2 Not now"
    And the default TLS setting is "encrypted"
    When a message is sent to u@a.not, v@b.not
    Then the message to u@a.not is delivered encrypted
    And the message to v@b.not is deferred
    When the MTA at 192.0.2.2 recovers
    And 30 minutes pass
    Then the message to u@a.not is delivered encrypted
    And the message to v@b.not is delivered encrypted
    And 192.0.2.1 is contacted once

  @should @R5321-13
  Scenario: What is refused for good at last
    Given the MTA at 192.0.2.1 answers RCPT inside TLS with "450 4.2.1 Try again later"
    And the MTA at 192.0.2.1 changes with its second connection
    And the MTA at 192.0.2.1 answers RCPT inside TLS with "550 5.1.1 No such user"
    And the TLS setting for a.not is "encrypted"
    When a message is sent to u@a.not
    Then the message is deferred
    When 30 minutes pass
    Then the message is bounced
