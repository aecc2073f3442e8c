package driver

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

// Verdict is what a log says of one recipient.
type Verdict struct {
	Fate    evidence.Fate
	Reason  string
	Host    string
	Address string // an IP address; empty: none is told
	// ByDANE says that a certificate which is verified, though no setting asked for that, is so by a TLSA record.
	ByDANE bool
}

// Outcomes gives each recipient the verdict that the log has for it, by its address in ASCII. A recipient without one has a
// sender that misbehaves: it promised to deliver and says nothing. Where the setting does not ask for
// it, a certificate that the MTA looked at by the way, and liked, decided nothing: the message is
// delivered encrypted.
func (w Words[T]) Outcomes(name string, recipients []string, verdicts map[string]Verdict) ([]evidence.Outcome, error) {
	var outcomes []evidence.Outcome
	unread := unreadOf(recipients, verdicts)
	for _, recipient := range recipients {
		verdict, told := verdicts[Mailbox(recipient)]
		switch {
		case told:
		case len(unread) == 1 && len(verdicts) == len(recipients):
			verdict = verdicts[unread[0]] // the only one of this message that is left
		case len(unread) > 0:
			return nil, fmt.Errorf("the log of %s cannot be read: it tells of %s, and not of %s", name, strings.Join(unread, ", "), recipient)
		default:
			return nil, fmt.Errorf("%w: %s never says what became of the message to %s", sim.ErrMisbehaved, name, recipient)
		}
		if verdict.Fate == evidence.DeliveredVerified && !w.verifies(recipient, verdict) {
			verdict.Fate = evidence.DeliveredEncrypted
		}
		outcome := evidence.Outcome{Recipient: recipient, Fate: verdict.Fate, Reason: verdict.Reason}
		if verdict.Fate.Delivered() {
			outcome.Host = verdict.Host
			outcome.Address, _ = netip.ParseAddr(verdict.Address) // the zero Addr says that it is not known
		}
		outcomes = append(outcomes, outcome)
	}
	return outcomes, nil
}

// unreadOf are those of whom a log tells and who are no recipients as far as can be seen.
func unreadOf(recipients []string, verdicts map[string]Verdict) []string {
	var unread []string
	for told := range verdicts {
		if !slices.ContainsFunc(recipients, func(recipient string) bool { return Mailbox(recipient) == told }) {
			unread = append(unread, told)
		}
	}
	slices.Sort(unread)
	return unread
}
