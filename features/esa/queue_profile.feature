@esa
Feature: A bounce profile says when mail is tried again, and until when

  Each destination domain has one; how the wait grows from the first to the longest is not stated, and an option.

  Background: a server without STARTTLS
    Given the sender is ESA
    And these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 without STARTTLS

  @ES-43 @ESA-16 @inferred
  Scenario Outline: Bounced after the fifth retry: <setting>
    Given the bounce profile "Default" has
      | maximum number of retries | 5 |
    And the TLS setting for example.com is "<setting>"
    When a message is sent to u@example.com
    And 1859 seconds pass
    Then the message is deferred
    And 192.0.2.1 is contacted 5 times
    When 1 second pass
    Then the message is bounced
    And the reason says "the last retry has failed"
    And 192.0.2.1 is contacted 6 times

    Examples:
      | setting                          |
      | Required - Verify                |
      | Required - Verify Hosted Domains |

  @ESA-16 @inferred
  Scenario Outline: No wait is longer than the longest: after <wait> the message is tried <times> more
    Given the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    And 3780 seconds pass
    And <wait> pass
    Then the message is deferred
    And 192.0.2.1 is contacted <times>

    Examples: the seventh attempt is at 3780 s
      | wait         | times    |
      | 3599 seconds | 7 times  |
      | 3600 seconds | 8 times  |
      | 10 hours     | 17 times |

  @ESA-16 @inferred
  Scenario Outline: How the wait grows: <growth>
    Given the option "retry" is "<growth>"
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    And 15 minutes pass
    Then the message is deferred
    And 192.0.2.1 is contacted <times>

    Examples: 60, 120, 240, 480 s; or 60, 120, 180, 240, 300 s
      | growth | times   |
      | double | 5 times |
      | linear | 6 times |

  @ESA-16 @inferred
  Scenario Outline: When it bounces: <at>, after <time>
    Given the option "bounce_at" is "<at>"
    And the bounce profile "Default" has
      | maximum number of seconds in queue | 1000 |
    And the TLS setting for example.com is "Required"
    When a message is sent to u@example.com
    And <time> pass
    Then the message is <fate>
    And 192.0.2.1 is contacted 5 times

    Examples: the last attempt within 1000 s is at 900 s
      | at           | time         | fate     |
      | end          | 999 seconds  | deferred |
      | end          | 1000 seconds | bounced  |
      | last_attempt | 900 seconds  | bounced  |

  @ESA-16
  Scenario: The destination controls name the profile of a domain
    Given the destination controls:
      """
      [DEFAULT]
      table_tls = required
      [example.com]
      bounce_profile = impatient
      """
    And the bounce profile "impatient" has
      | maximum number of retries         | 1  |
      | initial number of seconds to wait | 10 |
    When a message is sent to u@example.com
    And 10 seconds pass
    Then the message is bounced
    And 192.0.2.1 is contacted twice
