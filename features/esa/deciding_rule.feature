@esa
Feature: The rule that decided what became of a message

  Each row differs in one thing from the others, and names the rule that decides because of it.

  Background:
    Given the sender is ESA
    And these DNS records:
      | example.com    | MX  | 10 mx1.hosted.not |
      | mx1.hosted.not | A   | 192.0.2.1         |
      | 192.0.2.1      | PTR | ptr-a.rev.not     |
      | ptr-a.rev.not  | A   | 192.0.2.1         |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not     |
      | CN  | unrelated.not |

  @ES-56
  Scenario Outline: <rule>: <setting>, DNS <DNS>, CN <CN>
    Given the certificate at 192.0.2.1 has instead
      | DNS | <DNS> |
      | CN  | <CN>  |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And the rule is <rule>

    @ESA-10
    Examples:
      | rule   | setting | DNS       | CN            | fate                   |
      | ESA-10 | No      | other.not | unrelated.not | delivered in plaintext |

    @ESA-11
    Examples:
      | rule   | setting   | DNS       | CN            | fate                |
      | ESA-11 | Preferred | other.not | unrelated.not | delivered encrypted |

    @ESA-12
    Examples:
      | rule   | setting  | DNS       | CN            | fate                |
      | ESA-12 | Required | other.not | unrelated.not | delivered encrypted |

    @ESA-13
    Examples:
      | rule   | setting            | DNS       | CN            | fate                |
      | ESA-13 | Preferred - Verify | other.not | unrelated.not | delivered encrypted |

    @ESA-14
    Examples:
      | rule   | setting                          | DNS       | CN            | fate     |
      | ESA-14 | Required - Verify                | other.not | unrelated.not | deferred |
      | ESA-14 | Required - Verify Hosted Domains | other.not | unrelated.not | deferred |

    @ESA-41
    Examples:
      | rule   | setting           | DNS         | CN            | fate               |
      | ESA-41 | Required - Verify | example.com | unrelated.not | delivered verified |

    @ESA-42
    Examples:
      | rule   | setting           | DNS       | CN          | fate               |
      | ESA-42 | Required - Verify | other.not | example.com | delivered verified |

    @ESA-43
    Examples:
      | rule   | setting           | DNS       | CN            | fate               |
      | ESA-43 | Required - Verify | other.not | ptr-a.rev.not | delivered verified |

    @ESA-51
    Examples:
      | rule   | setting                          | DNS | CN             | fate               |
      | ESA-51 | Required - Verify Hosted Domains | -   | mx1.hosted.not | delivered verified |

    @ESA-52
    Examples:
      | rule   | setting                          | DNS            | CN            | fate               |
      | ESA-52 | Required - Verify Hosted Domains | mx1.hosted.not | unrelated.not | delivered verified |

  @ESA-16
  Scenario: ESA-16: the time in the queue ends
    Given the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    And 72 hours pass
    Then the message is bounced
    And the rule is ESA-16

  @ESA-11
  Scenario: ESA-11: after the 220 there is no way back
    Given the MTA at 192.0.2.1 answers the TLS handshake with the alert 40
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is deferred
    And the rule is ESA-11
