Feature: STARTTLS that costs the connection

  Where the connection is gone there is nothing to go on with in the clear, and nobody says that the
  sender may come back without TLS. So every setting but "No" gives the server up.

  Background: an honest server, but for what a scenario says
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @ES-11 @ambiguous @AMB-13 @ESA-15
  Scenario Outline: STARTTLS is answered 421 and closed: <setting>
    Given the MTA at 192.0.2.1 answers STARTTLS with "421 4.3.2 Closing"
    And the MTA at 192.0.2.1 answers STARTTLS and then closes the connection
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   | what the server saw     |
      | No                               | delivered in plaintext | STARTTLS is never sent  |
      | Preferred                        | deferred               | no mail command is sent |
      | Required                         | deferred               | no mail command is sent |
      | Preferred - Verify               | deferred               | no mail command is sent |
      | Required - Verify                | deferred               | no mail command is sent |
      | Required - Verify Hosted Domains | deferred               | no mail command is sent |

  @esa @ambiguous @AMB-13
  Scenario Outline: STARTTLS is answered 421, and the connection stays open: <setting>
    Given the MTA at 192.0.2.1 answers STARTTLS with "421 4.3.2 Closing"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And no mail command is sent
    And 192.0.2.1 is contacted once

    Examples:
      | setting            |
      | Preferred          |
      | Preferred - Verify |

  @esa @ES-13 @ambiguous @AMB-13 @ESA-15
  Scenario Outline: STARTTLS is answered by a reset: <setting>
    Given the MTA at 192.0.2.1 resets the connection in place of answering STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   | what the server saw     |
      | No                               | delivered in plaintext | STARTTLS is never sent  |
      | Preferred                        | deferred               | no mail command is sent |
      | Required                         | deferred               | no mail command is sent |
      | Preferred - Verify               | deferred               | no mail command is sent |
      | Required - Verify                | deferred               | no mail command is sent |
      | Required - Verify Hosted Domains | deferred               | no mail command is sent |

  @esa @ES-14 @ambiguous @AMB-13 @ESA-15
  Scenario Outline: STARTTLS gets no answer: <setting>
    Given the MTA at 192.0.2.1 stays silent in place of answering STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <what the server saw>
    And 192.0.2.1 is contacted once

    Examples:
      | setting                          | fate                   | what the server saw     |
      | No                               | delivered in plaintext | STARTTLS is never sent  |
      | Preferred                        | deferred               | no mail command is sent |
      | Required                         | deferred               | no mail command is sent |
      | Preferred - Verify               | deferred               | no mail command is sent |
      | Required - Verify                | deferred               | no mail command is sent |
      | Required - Verify Hosted Domains | deferred               | no mail command is sent |
