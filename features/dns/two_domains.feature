Feature: Two recipient domains behind one mail exchanger are judged each by its own names

  Background:
    Given these DNS records:
      | a.not         | MX  | 10 mx.hosted.not |
      | b.not         | MX  | 10 mx.hosted.not |
      | mx.hosted.not | A   | 192.0.2.1        |
      | 192.0.2.1     | PTR | ptr-a.rev.not    |
      | ptr-a.rev.not | A   | 192.0.2.1        |
    And the TLS setting for a.not is "Required - Verify"
    And the TLS setting for b.not is "Required - Verify"

  @esa @DN-30 @ESA-3 @ESA-40
  Scenario Outline: The certificate names <names>: a.not is <a>, b.not is <b>
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | <names> |
    When a message is sent to u@a.not, u@b.not
    Then the message to u@a.not is <a>
    And the message to u@b.not is <b>

    Examples:
      | names        | a                  | b                  |
      | a.not        | delivered verified | deferred           |
      | b.not        | deferred           | delivered verified |
      | a.not, b.not | delivered verified | delivered verified |
      | c.not        | deferred           | deferred           |
