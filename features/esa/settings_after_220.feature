Feature: After the 220 there is no way back to plaintext

  Once the server has answered STARTTLS with 220, a failure ends the attempt at this server: whoever
  can disturb the handshake must not be able to read the mail.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-15 @ESA-11 @ESA-15
  Scenario Outline: Fatal alert after the 220: <setting>
    Given the MTA at 192.0.2.1 answers the TLS handshake with the alert 40
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   | what the server saw                         |
      | No                               | delivered in plaintext | STARTTLS is never sent                      |
      | Preferred                        | deferred               | nothing is said in plaintext after STARTTLS |
      | Required                         | deferred               | nothing is said in plaintext after STARTTLS |
      | Required - Verify                | deferred               | nothing is said in plaintext after STARTTLS |
      | Required - Verify Hosted Domains | deferred               | nothing is said in plaintext after STARTTLS |

    @ambiguous @AMB-12
    Examples:
      | setting            | fate     | what the server saw                         |
      | Preferred - Verify | deferred | nothing is said in plaintext after STARTTLS |

  @esa @ES-17 @ESA-11 @ESA-15
  Scenario Outline: Connection closed after the 220: <setting>
    Given the MTA at 192.0.2.1 closes the connection in place of a TLS handshake
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   | what the server saw                         |
      | No                               | delivered in plaintext | STARTTLS is never sent                      |
      | Preferred                        | deferred               | nothing is said in plaintext after STARTTLS |
      | Required                         | deferred               | nothing is said in plaintext after STARTTLS |
      | Required - Verify                | deferred               | nothing is said in plaintext after STARTTLS |
      | Required - Verify Hosted Domains | deferred               | nothing is said in plaintext after STARTTLS |

    @ambiguous @AMB-12
    Examples:
      | setting            | fate     | what the server saw                         |
      | Preferred - Verify | deferred | nothing is said in plaintext after STARTTLS |

  @esa @ES-18 @ESA-11 @ESA-15
  Scenario Outline: Silence after the 220: <setting>
    Given the MTA at 192.0.2.1 stays silent in place of a TLS handshake
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   | what the server saw                         |
      | No                               | delivered in plaintext | STARTTLS is never sent                      |
      | Preferred                        | deferred               | nothing is said in plaintext after STARTTLS |
      | Required                         | deferred               | nothing is said in plaintext after STARTTLS |
      | Required - Verify                | deferred               | nothing is said in plaintext after STARTTLS |
      | Required - Verify Hosted Domains | deferred               | nothing is said in plaintext after STARTTLS |

    @ambiguous @AMB-12
    Examples:
      | setting            | fate     | what the server saw                         |
      | Preferred - Verify | deferred | nothing is said in plaintext after STARTTLS |
