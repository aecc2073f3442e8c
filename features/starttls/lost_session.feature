Feature: A session that ends too early

  A message is delivered once the server has answered 250 to its end, and not before.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @should @ST-30 @R5321-12
  Scenario: The connection is lost after DATA, before the reply: it is tried again
    Given the MTA at 192.0.2.1 closes the connection in place of answering . inside TLS
    And the MTA at 192.0.2.1 changes with its second connection
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is deferred
    When 30 minutes pass
    Then the message is delivered encrypted
    And 192.0.2.1 is contacted twice

  @must @ST-31 @ESA-12 @POLICY-1
  Scenario: 250 to DATA, and then the connection ends without close_notify
    Given the MTA at 192.0.2.1 answers . inside TLS and then closes the connection
    And the MTA at 192.0.2.1 ends TLS without close_notify
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is delivered encrypted

  @should @ST-32 @ESA-61 @R5321-13
  Scenario: 451 to RCPT inside TLS
    Given the MTA at 192.0.2.1 answers RCPT inside TLS with "451 4.3.0 Try again later"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is deferred
    And nothing is said in plaintext after STARTTLS
