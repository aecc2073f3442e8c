package postfix

import (
	"cmp"
	"regexp"
	"strings"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
)

// hearing is what was heard of one message.
type hearing struct {
	id       string // its name in the queue; empty: not yet told
	verdicts map[string]driver.Verdict
	secured  map[string]session // by the process that delivers
}

// session is a TLS session that a process has.
type session struct{ relay, trust string }

func newHearing() *hearing {
	return &hearing{verdicts: map[string]driver.Verdict{}, secured: map[string]session{}}
}

var (
	// established says how a TLS session stands: Verified is what the level asks for, chain and name or a TLSA record, and
	// Trusted the chain alone (TLS_README, "Client-side TLS activity logging").
	established = regexp.MustCompile(`^postfix/smtp\[(\d+)\]: (Verified|Trusted|Untrusted|Anonymous) TLS connection established to (\S+?):?\d*: `)
	delivered   = regexp.MustCompile(`^postfix/(\w+)\[(\d+)\]: \w+: to=<(.*?)>,(?: orig_to=<(.*?)>,)? relay=([^,]+),.* dsn=([\d.]+), status=(\w+) \((.*)\)$`)
	relay       = regexp.MustCompile(`^(\S+)\[([^]]+)\]`)
)

var (
	about = regexp.MustCompile(`^postfix/\w+\[\d+\]: ([0-9A-F]{6,}): `)
	taken = regexp.MustCompile(`^postfix/pickup\[\d+\]: ([0-9A-F]{6,}): uid=`)
)

// foreign says whether a line of the log is about another message: an earlier one that is taken out of the
// queue, or a bounce. Ours is the first that it hears being taken in.
func (h *hearing) foreign(text string) bool {
	if found := taken.FindStringSubmatch(text); found != nil && h.id == "" {
		h.id = found[1]
	}
	found := about.FindStringSubmatch(text)
	return found != nil && found[1] != h.id
}

// line takes a line of the log in that is not foreign.
func (h *hearing) line(text string) {
	if found := established.FindStringSubmatch(text); found != nil {
		h.secured[found[1]] = session{relay: relay.FindString(found[3]), trust: found[2]}
		return
	}
	found := delivered.FindStringSubmatch(text)
	if found == nil {
		return
	}
	verdict := driver.Verdict{Reason: found[6] + " " + found[8]}
	where := relay.FindStringSubmatch(found[5])
	if where != nil {
		verdict.Host, verdict.Address = where[1], where[2]
	}
	switch found[7] {
	case "sent":
		verdict.Fate = evidence.DeliveredPlaintext
		if found[1] == "discard" {
			verdict.Fate = evidence.Discarded
		}
		if secured, ok := h.secured[found[2]]; ok && where != nil && strings.EqualFold(secured.relay, where[0]) {
			verdict.Fate = evidence.DeliveredEncrypted
			if secured.trust == "Verified" {
				verdict.Fate, verdict.ByDANE = evidence.DeliveredVerified, true
			}
		}
	case "bounced":
		verdict.Fate = evidence.Bounced
	default:
		verdict.Fate = evidence.Deferred
	}
	h.verdicts[driver.Mailbox(cmp.Or(found[4], found[3]))] = verdict
}

// complete says whether as many recipients have a verdict as there are.
func (h *hearing) complete(recipients []string) bool { return len(h.verdicts) >= len(recipients) }
