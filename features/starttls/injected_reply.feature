Feature: Nothing behind the 220 is believed

  Whoever sits on the path can put bytes behind the 220 to STARTTLS, hoping that they are read as the
  first reply inside TLS: a reply, the beginning of one, or a list of extensions that was never offered.

  Background:
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | 192.0.2.1       | PTR | mx1.example.com    |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx1.example.com |
      | CN  | mx1.example.com              |

  @esa @RATK-5 @inferred
  Scenario Outline: <row> <what> behind the 220, <setting>
    Given the MTA at 192.0.2.1 answers STARTTLS and adds "<injected>" in the same segment
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And no mail command is sent
    And nothing that was injected is believed
    And 192.0.2.1 is contacted once

    Examples:
      | row   | what                     | injected                                           | setting                          |
      | ST-06 | A reply                  | 250 evil\n                                         | Preferred                        |
      | ST-06 | A reply                  | 250 evil\n                                         | Required                         |
      | ST-06 | A reply                  | 250 evil\n                                         | Required - Verify                |
      | ST-06 | A reply                  | 250 evil\n                                         | Required - Verify Hosted Domains |
      | ST-06 | The beginning of a reply | 250 ev                                             | Preferred                        |
      | ST-06 | The beginning of a reply | 250 ev                                             | Required                         |
      | ST-06 | The beginning of a reply | 250 ev                                             | Required - Verify                |
      | ST-06 | The beginning of a reply | 250 ev                                             | Required - Verify Hosted Domains |
      | ST-06 | A second 220             | 220 2.0.0 evil\n                                   | Preferred                        |
      | ST-06 | A second 220             | 220 2.0.0 evil\n                                   | Required                         |
      | ST-06 | A second 220             | 220 2.0.0 evil\n                                   | Required - Verify                |
      | ST-06 | A second 220             | 220 2.0.0 evil\n                                   | Required - Verify Hosted Domains |
      | ST-07 | A reply to EHLO          | 250-evil\n250-SIZE 1000000\n250 AUTH PLAIN LOGIN\n | Preferred                        |
      | ST-07 | A reply to EHLO          | 250-evil\n250-SIZE 1000000\n250 AUTH PLAIN LOGIN\n | Required                         |
      | ST-07 | A reply to EHLO          | 250-evil\n250-SIZE 1000000\n250 AUTH PLAIN LOGIN\n | Required - Verify                |
      | ST-07 | A reply to EHLO          | 250-evil\n250-SIZE 1000000\n250 AUTH PLAIN LOGIN\n | Required - Verify Hosted Domains |

    @ambiguous @AMB-12
    Examples:
      | row   | what                     | injected                                           | setting            |
      | ST-06 | A reply                  | 250 evil\n                                         | Preferred - Verify |
      | ST-06 | The beginning of a reply | 250 ev                                             | Preferred - Verify |
      | ST-06 | A second 220             | 220 2.0.0 evil\n                                   | Preferred - Verify |
      | ST-07 | A reply to EHLO          | 250-evil\n250-SIZE 1000000\n250 AUTH PLAIN LOGIN\n | Preferred - Verify |

  @esa @RATK-5 @inferred
  Scenario Outline: An attacker puts it there, and the server is healthy: <setting>
    Given an attacker in front of 192.0.2.1 who adds "250-evil\n250 AUTH PLAIN LOGIN\n" to the answer to STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And no mail command is sent
    And nothing that was injected is believed

    Examples:
      | setting                          |
      | Preferred                        |
      | Required                         |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

    @ambiguous @AMB-12
    Examples:
      | setting            |
      | Preferred - Verify |
