@R3207-15 @POLICY-1
Feature: What every sender can be told of TLS, and what comes of it

  "No" means the same of every sender. "Preferred" means that TLS is used where it comes about; what a sender then asks of
  the certificate, and what it does where TLS fails, is its own. The other levels are in nobody's own words:
  "encrypted" wants TLS and looks at no certificate; "trusted chain only" wants a chain to a trust
  anchor and looks at no name; the last two want the chain, and one name each. A sender that has no
  setting with exactly this promise is not asked.

  Background: a provider that receives mail for example.com
    Given these DNS records:
      | example.com               | MX  | 10 mx01.subd.emailhosted.not |
      | mx01.subd.emailhosted.not | A   | 192.0.2.1                    |
      | 192.0.2.1                 | PTR | mx0a.emailhosted.not         |
      | mx0a.emailhosted.not      | A   | 192.0.2.1                    |

  Scenario Outline: A certificate for <names>, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | CN  | *.emailhosted.not |
      | DNS | <names>           |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is <fate>
    And <what the server saw>

    @must
    Examples: the emailhosted.not example, where the wildcard covers one label
      | names                              | setting                               | fate                   | what the server saw                         |
      | *.emailhosted.not, emailhosted.not | No                                    | delivered in plaintext | STARTTLS is never sent                      |
      | *.emailhosted.not, emailhosted.not | encrypted                             | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | *.emailhosted.not, emailhosted.not | trusted chain only                    | delivered verified     | nothing is said in plaintext after STARTTLS |
      | *.emailhosted.not, emailhosted.not | verified against the MX host name     | deferred or bounced    | no mail command is sent                     |
      | *.emailhosted.not, emailhosted.not | verified against the recipient domain | deferred or bounced    | no mail command is sent                     |

    @choice
    Examples: the emailhosted.not example, where the wildcard covers one label
      | names                              | setting   | fate                                                             | what the server saw                         |
      | *.emailhosted.not, emailhosted.not | Preferred | delivered encrypted, delivered in plaintext, deferred or bounced | nothing is said in plaintext after STARTTLS |

    @must
    Examples: the recipient domain
      | names       | setting                               | fate                   | what the server saw                         |
      | example.com | No                                    | delivered in plaintext | STARTTLS is never sent                      |
      | example.com | encrypted                             | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | example.com | trusted chain only                    | delivered verified     | nothing is said in plaintext after STARTTLS |
      | example.com | verified against the MX host name     | deferred or bounced    | no mail command is sent                     |
      | example.com | verified against the recipient domain | delivered verified     | nothing is said in plaintext after STARTTLS |

    @choice
    Examples: the recipient domain
      | names       | setting   | fate                                                             | what the server saw                         |
      | example.com | Preferred | delivered encrypted, delivered in plaintext, deferred or bounced | nothing is said in plaintext after STARTTLS |

    @must
    Examples: the MX host name
      | names                     | setting                               | fate                   | what the server saw                         |
      | mx01.subd.emailhosted.not | No                                    | delivered in plaintext | STARTTLS is never sent                      |
      | mx01.subd.emailhosted.not | Preferred                             | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | mx01.subd.emailhosted.not | encrypted                             | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | mx01.subd.emailhosted.not | trusted chain only                    | delivered verified     | nothing is said in plaintext after STARTTLS |
      | mx01.subd.emailhosted.not | verified against the MX host name     | delivered verified     | nothing is said in plaintext after STARTTLS |
      | mx01.subd.emailhosted.not | verified against the recipient domain | deferred or bounced    | no mail command is sent                     |

  Scenario Outline: A certificate that is <flaw>, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx01.subd.emailhosted.not |
    And the certificate at 192.0.2.1 is <flaw>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is <fate>
    And <what the server saw>

    @must
    Examples:
      | flaw                         | setting                               | fate                   | what the server saw                         |
      | expired                      | No                                    | delivered in plaintext | STARTTLS is never sent                      |
      | expired                      | encrypted                             | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | expired                      | trusted chain only                    | deferred or bounced    | no mail command is sent                     |
      | expired                      | verified against the MX host name     | deferred or bounced    | no mail command is sent                     |
      | expired                      | verified against the recipient domain | deferred or bounced    | no mail command is sent                     |
      | issued below an unknown root | No                                    | delivered in plaintext | STARTTLS is never sent                      |
      | issued below an unknown root | encrypted                             | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | issued below an unknown root | trusted chain only                    | deferred or bounced    | no mail command is sent                     |
      | issued below an unknown root | verified against the MX host name     | deferred or bounced    | no mail command is sent                     |
      | issued below an unknown root | verified against the recipient domain | deferred or bounced    | no mail command is sent                     |
      | self-signed                  | No                                    | delivered in plaintext | STARTTLS is never sent                      |
      | self-signed                  | encrypted                             | delivered encrypted    | nothing is said in plaintext after STARTTLS |
      | self-signed                  | trusted chain only                    | deferred or bounced    | no mail command is sent                     |
      | self-signed                  | verified against the MX host name     | deferred or bounced    | no mail command is sent                     |
      | self-signed                  | verified against the recipient domain | deferred or bounced    | no mail command is sent                     |

    @choice
    Examples:
      | flaw                         | setting   | fate                                                             | what the server saw                         |
      | expired                      | Preferred | delivered encrypted, delivered in plaintext, deferred or bounced | nothing is said in plaintext after STARTTLS |
      | issued below an unknown root | Preferred | delivered encrypted, delivered in plaintext, deferred or bounced | nothing is said in plaintext after STARTTLS |
      | self-signed                  | Preferred | delivered encrypted, delivered in plaintext, deferred or bounced | nothing is said in plaintext after STARTTLS |

  Scenario Outline: A server without STARTTLS, <setting>
    Given an MTA at 192.0.2.1 without STARTTLS
    And the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is <fate>
    And STARTTLS is never sent

    @must
    Examples:
      | setting                               | fate                   |
      | No                                    | delivered in plaintext |
      | Preferred                             | delivered in plaintext |
      | encrypted                             | deferred or bounced    |
      | trusted chain only                    | deferred or bounced    |
      | verified against the MX host name     | deferred or bounced    |
      | verified against the recipient domain | deferred or bounced    |

  Scenario Outline: A server that drops the connection in the handshake, <setting>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | example.com, mx01.subd.emailhosted.not |
    And the MTA at 192.0.2.1 closes the connection in place of a TLS handshake
    And the TLS setting for example.com is "<setting>"
    When a message is sent to bob@example.com
    Then the message is <fate>
    And <what the server saw>

    @must
    Examples:
      | setting                               | fate                   | what the server saw     |
      | No                                    | delivered in plaintext | STARTTLS is never sent  |
      | encrypted                             | deferred or bounced    | no mail command is sent |
      | trusted chain only                    | deferred or bounced    | no mail command is sent |
      | verified against the MX host name     | deferred or bounced    | no mail command is sent |
      | verified against the recipient domain | deferred or bounced    | no mail command is sent |

    @choice
    Examples:
      | setting   | fate                                        | what the server saw                         |
      | Preferred | delivered in plaintext, deferred or bounced | nothing is said in plaintext after STARTTLS |
