Feature: A name that is to be verified

  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And the TLS setting for example.com is "verified against the MX host name"

  @must @RNAME-2 @RNAME-5
  Scenario Outline: The MX host is named: <names>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | <CN>    |
      | DNS | <names> |
    When a message is sent to u@example.com
    Then the message is delivered verified

    Examples:
      | names                      | CN            |
      | mx1.example.com            | unrelated.not |
      | MX1.Example.COM            | unrelated.not |
      | other.not, mx1.example.com | unrelated.not |

  @must @RNAME-9
  Scenario Outline: A star stands for one whole label: <names>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | <CN>    |
      | DNS | <names> |
    When a message is sent to u@example.com
    Then the message is delivered verified

    Examples:
      | names         | CN            |
      | *.example.com | unrelated.not |

  @must @RNAME-9
  Scenario Outline: A star stands for nothing else: <names>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | <CN>    |
      | DNS | <names> |
    When a message is sent to u@example.com
    Then the message is deferred or bounced

    Examples:
      | names             | CN            |
      | *.mx1.example.com | unrelated.not |
      | *.com             | unrelated.not |
      | *                 | unrelated.not |
      | mx1.*.com         | unrelated.not |
      | *.*.com           | unrelated.not |

  @must @RNAME-5 @POLICY-1
  Scenario Outline: Another name: <names>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | <CN>    |
      | DNS | <names> |
    When a message is sent to u@example.com
    Then the message is deferred or bounced

    Examples:
      | names                     | CN            |
      | example.com               | unrelated.not |
      | mx2.example.com           | unrelated.not |
      | mx1.example.com.other.not | unrelated.not |
      | 1.example.com             | unrelated.not |
      | other.not                 | unrelated.not |

  @must @RNAME-1 @RNAME-8
  Scenario Outline: The Common Name does not count beside a DNS name: <names>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | <CN>    |
      | DNS | <names> |
    When a message is sent to u@example.com
    Then the message is deferred or bounced

    Examples:
      | names     | CN              |
      | other.not | mx1.example.com |

  @choice @RNAME-14 @RNAME-10
  Scenario: A Common Name alone
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | mx1.example.com |
      | DNS | -               |
    When a message is sent to u@example.com
    Then the message is delivered verified, deferred or bounced

  @choice @RNAME-3 @RNAME-13
  Scenario Outline: A star for a part of a label: <names>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | unrelated.not |
      | DNS | <names>       |
    When a message is sent to u@example.com
    Then the message is delivered verified, deferred or bounced

    Examples:
      | names           |
      | mx*.example.com |
      | *1.example.com  |

  @choice @R5280-7
  Scenario Outline: The certificate has a name in raw Unicode, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | unrelated.not                   |
      | DNS | bücher.example, mx1.example.com |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>

    Examples:
      | setting                           | fate                                                             |
      | Preferred                         | delivered encrypted, delivered in plaintext, deferred or bounced |
      | encrypted                         | delivered encrypted, deferred or bounced                         |
      | verified against the MX host name | delivered verified, deferred or bounced                          |

  @choice @R5280-7
  Scenario Outline: A certificate that is <flaw>, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And the certificate at 192.0.2.1 is <flaw>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And nothing is said in plaintext after STARTTLS

    Examples:
      | flaw                                 | setting                           | fate                                                             |
      | 64 KiB large                         | Preferred                         | delivered encrypted, delivered in plaintext, deferred or bounced |
      | 64 KiB large                         | encrypted                         | delivered encrypted, deferred or bounced                         |
      | 64 KiB large                         | verified against the MX host name | delivered verified, deferred or bounced                          |
      | sent in a chain of 1000 certificates | Preferred                         | delivered encrypted, delivered in plaintext, deferred or bounced |
      | sent in a chain of 1000 certificates | encrypted                         | delivered encrypted, deferred or bounced                         |
      | sent in a chain of 1000 certificates | verified against the MX host name | delivered verified, deferred or bounced                          |
