@esa
Feature: A rule that kept a name out, or led elsewhere, stands in the story

  Each row differs in one thing from the others, and names the rule that decides because of it.

  Background:
    Given the sender is ESA
    And these DNS records:
      | example.com    | MX  | 10 mx1.hosted.not |
      | mx1.hosted.not | A   | 192.0.2.1         |
      | 192.0.2.1      | PTR | ptr-a.rev.not     |
      | ptr-a.rev.not  | A   | 192.0.2.1         |
      | r1.partner.not | A   | 192.0.2.1         |
      | r2.partner.not | A   | 192.0.2.1         |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not     |
      | CN  | unrelated.not |

  @ESA-45
  Scenario: ESA-45: the reverse name does not lead back
    Given these DNS records instead:
      | ptr-a.rev.not | A | 203.0.113.9 |
    And the certificate at 192.0.2.1 has instead
      | CN | ptr-a.rev.not |
    And the TLS setting for example.com is "Required - Verify"
    When a message is sent to u@example.com
    Then the message is deferred
    And ESA-45 is cited

  @ES-56
  Scenario Outline: <rule>: DNS <DNS>, CN <CN>
    Given the certificate at 192.0.2.1 has instead
      | DNS | <DNS> |
      | CN  | <CN>  |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is deferred
    And <rule> is cited

    @ESA-50
    Examples:
      | rule   | DNS       | CN          |
      | ESA-50 | other.not | example.com |

    @ESA-54
    Examples:
      | rule   | DNS | CN            |
      | ESA-54 | -   | ptr-a.rev.not |

  Scenario Outline: <rule>: DNS <DNS>, and the route is <route>
    Given the certificate at 192.0.2.1 has instead
      | DNS | <DNS>         |
      | CN  | unrelated.not |
    And the SMTP routes:
      """
      example.com  <route>
      """
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is <fate>
    And <rule> is cited

    @ESA-53
    Examples:
      | rule   | DNS            | route          | fate     |
      | ESA-53 | mx1.hosted.not | r1.partner.not | deferred |

    @ESA-55
    Examples:
      | rule   | DNS            | route     | fate               |
      | ESA-55 | mx1.hosted.not | 192.0.2.1 | delivered verified |

    @ESA-62
    Examples:
      | rule   | DNS            | route          | fate               |
      | ESA-62 | r1.partner.not | r1.partner.not | delivered verified |

    @ESA-63
    Examples:
      | rule   | DNS            | route                          | fate               |
      | ESA-63 | r2.partner.not | r1.partner.not, r2.partner.not | delivered verified |

  @ESA-15
  Scenario: ESA-15: STARTTLS is refused for good
    Given the MTA at 192.0.2.1 answers STARTTLS with "502 5.5.1 No"
    And the TLS setting for example.com is "Preferred"
    When a message is sent to u@example.com
    Then the message is delivered in plaintext
    And ESA-15 is cited

  @ESA-56
  Scenario: ESA-56: another MX host at the same address
    Given these DNS records:
      | example.com    | MX | 20 mx2.hosted.not |
      | mx2.hosted.not | A  | 192.0.2.1         |
    And the certificate at 192.0.2.1 has instead
      | DNS | mx2.hosted.not |
    And the TLS setting for example.com is "Required - Verify Hosted Domains"
    When a message is sent to u@example.com
    Then the message is delivered verified
    And ESA-56 is cited

  @ESA-61
  Scenario: ESA-61: the host does not answer
    Given the MTA at 192.0.2.1 greets with "421 4.3.2 Not now"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    Then the message is deferred
    And ESA-61 is cited
