@exchange
Feature: One unknown authority, and two opportunistic senders

  A sender that looks at certificates finds one that nobody it knows has issued, and sends in the clear: the worse choice.
  Exchange does not look, and encrypts.

  Background:
    Given the sender is Exchange
    And these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not, mail.woodgrove.not |

  @EX-49 @EXCH-20 @EXCH-25
  Scenario Outline: EX-49 A certificate that is <flaw>: "opportunistic_validation" is <validation>
    Given the certificate at 192.0.2.1 is <flaw>
    And the option "opportunistic_validation" is "<validation>"
    When a message is sent to bob@woodgrove.not
    Then the message is <fate>
    And the rule is <rule>

    Examples:
      | flaw                         | validation | fate                   | rule    |
      | issued below an unknown root | none       | delivered encrypted    | EXCH-20 |
      | issued below an unknown root | clear      | delivered in plaintext | EXCH-25 |
      | made for every purpose       | clear      | delivered encrypted    | EXCH-20 |
