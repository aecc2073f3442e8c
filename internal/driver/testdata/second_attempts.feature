Feature: What a real MTA does at a later attempt

  Background:
    Given these DNS records:
      | a.not     | MX | 10 mx1.a.not |
      | mx1.a.not | A  | 192.0.2.1    |
      | b.not     | MX | 10 mx1.b.not |
      | mx1.b.not | A  | 192.0.2.2    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.a.not |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | mx1.b.not |
    And the default TLS setting is "Required"

  Scenario: It tries for those alone who still wait
    Given the MTA at 192.0.2.2 greets with "421 4.3.2 Not now"
    When a message is sent to ann@a.not, bob@b.not
    Then the message to ann@a.not is delivered encrypted
    And the message to bob@b.not is deferred
    When the MTA at 192.0.2.2 recovers
    And 30 minutes pass
    Then the message to ann@a.not is delivered encrypted
    And the message to bob@b.not is delivered encrypted
    And 192.0.2.1 is contacted once
    And 192.0.2.2 is contacted twice

  Scenario: It does not give up
    Given the MTA at 192.0.2.1 does not offer STARTTLS
    When a message is sent to ann@a.not
    Then the message is deferred
    When 2 hours pass
    Then the message is deferred
    And 192.0.2.1 is contacted 5 times
    And no mail command is sent

  Scenario: It bounces what is refused for good at last
    Given the MTA at 192.0.2.1 answers RCPT inside TLS with "450 4.2.1 Try again later"
    And the MTA at 192.0.2.1 changes with its second connection
    And the MTA at 192.0.2.1 answers RCPT inside TLS with "550 5.1.1 No such user"
    When a message is sent to ann@a.not
    Then the message is deferred
    When 30 minutes pass
    Then the message is bounced

  Scenario: It keeps each of two messages
    Given the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    And connections to 192.0.2.2 are reset
    When a message is sent to ann@a.not
    And a message is sent to bob@b.not
    Then the message to ann@a.not is deferred
    And the message to bob@b.not is deferred
    When the MTA at 192.0.2.1 recovers
    And connections to 192.0.2.2 work again
    And 30 minutes pass
    Then the message to ann@a.not is delivered encrypted
    And the message to bob@b.not is delivered encrypted

  Scenario: Another message is tried twenty minutes after one has failed
    Given the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    And the MTA at 192.0.2.1 changes with its second connection
    And the MTA at 192.0.2.1 greets with "220 mx1.a.not"
    When a message is sent to ann@a.not
    And 20 minutes pass
    And a message is sent to eve@a.not
    Then the message to ann@a.not is deferred
    And the message to eve@a.not is delivered encrypted

  Scenario: A certificate that is repaired is believed
    Given the TLS setting for a.not is "verified against the MX host name"
    And the certificate at 192.0.2.1 is self-signed
    When a message is sent to ann@a.not
    Then the message is deferred
    When the certificate at 192.0.2.1 is replaced by one that has
      | DNS | mx1.a.not |
    And 30 minutes pass
    Then the message is delivered verified

  Scenario: What expires meanwhile is a matter of its own clock
    Given the certificate at 192.0.2.1 expires in 10 minutes
    And the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    And the MTA at 192.0.2.1 changes with its second connection
    When a message is sent to ann@a.not
    Then the message is deferred
    When 30 minutes pass
    Then the message is deferred

  Scenario: How long it keeps a message is a matter of its own clock
    Given the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    When a message is sent to ann@a.not
    Then the message is deferred
    When 5 days pass
    Then the message is bounced
