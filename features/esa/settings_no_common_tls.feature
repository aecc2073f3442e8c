Feature: A server whose TLS is too old is treated as one whose TLS is broken

  Once the server has answered STARTTLS with 220 there is no way back to plaintext, even if the two
  sides only fail to agree on a version or a cipher.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-19 @ESA-11 @ESA-15
  Scenario Outline: No common protocol version: <setting>
    Given the MTA at 192.0.2.1 speaks TLS 1.0 only
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

  @esa @ES-20 @ESA-11 @ESA-15
  Scenario Outline: No common cipher suite: <setting>
    Given the MTA at 192.0.2.1 offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only
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

  @esa @ES-21 @ESA-11 @ESA-15
  Scenario Outline: Server drops right after the handshake: <setting>
    Given the MTA at 192.0.2.1 closes the connection in place of answering EHLO inside TLS
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
