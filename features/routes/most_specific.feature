Feature: The most specific line of the table of SMTP routes is the route

  The domain itself comes before the subdomains of its nearest parent, and ALL comes last, wherever the
  lines stand. What a route leads to is not looked up in the table again.

  Background: a mail exchanger and two relays
    Given these DNS records:
      | example.com         | MX | 10 mx01.hosted.not |
      | mx01.hosted.not     | A  | 192.0.2.1          |
      | relay-a.partner.not | A  | 192.0.2.11         |
      | relay-b.partner.not | A  | 192.0.2.12         |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx01.hosted.not |
      | CN  | unrelated.not   |
    And an MTA at 192.0.2.11 whose certificate has
      | DNS | relay-a.partner.not, example.com |
      | CN  | unrelated.not                    |
    And an MTA at 192.0.2.12 whose certificate has
      | DNS | relay-b.partner.not, example.com |
      | CN  | unrelated.not                    |
    And the default TLS setting is "Required - Verify Hosted Domains"

  @esa @RO-24 @ESA-66 @AMB-9 @ambiguous
  Scenario Outline: .example.com covers subdomains only: <recipient>
    Given the SMTP routes:
      """
      .example.com  relay-a.partner.not
      """
    When a message is sent to <recipient>
    Then the message is delivered verified via <host>

    Examples:
      | recipient         | host                |
      | u@sub.example.com | relay-a.partner.not |
      | u@a.b.example.com | relay-a.partner.not |
      | u@example.com     | mx01.hosted.not     |

  @esa @RO-25 @ESA-66
  Scenario Outline: Most specific entry wins whatever the order: <first line>
    Given the SMTP routes:
      """
      <first line>
      <second line>
      """
    When a message is sent to u@sub.example.com
    Then the message is delivered verified via relay-b.partner.not
    And 192.0.2.11 is never contacted

    Examples:
      | first line                          | second line                         |
      | .example.com relay-a.partner.not    | sub.example.com relay-b.partner.not |
      | sub.example.com relay-b.partner.not | .example.com relay-a.partner.not    |
      | ALL relay-a.partner.not             | .example.com relay-b.partner.not    |

  @esa @RO-27 @ESA-66
  Scenario: Results are not routed again
    Given these DNS records:
      | b.not | A | 192.0.2.11 |
      | c.not | A | 192.0.2.12 |
    And the certificate at 192.0.2.11 has instead
      | DNS | b.not         |
      | CN  | unrelated.not |
    And the SMTP routes:
      """
      a.not  b.not
      b.not  c.not
      """
    When a message is sent to u@a.not
    Then the message is delivered verified via b.not
    And 192.0.2.12 is never contacted
