Feature: Administrators can be told of mail that waits because TLS is required

  One alert is given for each attempt at a domain in which TLS fails though its setting requires it, where alerts are
  switched on, and none where a later host takes the mail.

  Background: two servers
    Given the sender is ESA
    And these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | example.com     | MX | 20 mx2.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
      | mx2.example.com | A  | 192.0.2.2          |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | other.not |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | other.not |

  @esa @ESA-16
  Scenario Outline: <row> <wrong>: <setting>
    Given the option "alerts" is "on"
    And the MTA at 192.0.2.1 <wrong>
    And the MTA at 192.0.2.2 <wrong>
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is contacted once
    And 192.0.2.2 is contacted once
    And the administrators are alerted once
    And the alerts name example.com

    Examples: no TLS session
      | row   | wrong                                                | setting                          |
      | ES-53 | does not offer STARTTLS                              | Required                         |
      | ES-53 | does not offer STARTTLS                              | Required - Verify                |
      | ES-53 | does not offer STARTTLS                              | Required - Verify Hosted Domains |
      | ES-53 | answers STARTTLS with "454 4.7.0 Not now"            | Required                         |
      | ES-53 | answers the TLS handshake with the alert 40          | Required                         |
      | ES-53 | closes the connection in place of answering STARTTLS | Required                         |

  @esa @ES-41 @ESA-16 @inferred
  Scenario Outline: All hosts show a wrong name: <setting>
    Given the option "alerts" is "on"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is deferred
    And 192.0.2.1 is contacted once
    And 192.0.2.2 is contacted once
    And the administrators are alerted once
    And the alerts name example.com

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @esa @ES-54 @ESA-16
  Scenario Outline: TLS is not required: <setting>
    Given the option "alerts" is "on"
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate>
    And no alert is given

    Examples:
      | setting            | fate                   |
      | No                 | delivered in plaintext |
      | Preferred          | delivered encrypted    |
      | Preferred - Verify | delivered encrypted    |

  @esa @ES-55 @ESA-16 @inferred
  Scenario Outline: The second host delivers: <setting>
    Given the option "alerts" is "on"
    And the MTA at 192.0.2.1 does not offer STARTTLS
    And the certificate at 192.0.2.2 has instead
      | DNS | example.com |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    Then the message is <fate> via mx2.example.com
    And no alert is given

    Examples:
      | setting                          | fate                |
      | Required                         | delivered encrypted |
      | Required - Verify                | delivered verified  |
      | Required - Verify Hosted Domains | delivered verified  |
