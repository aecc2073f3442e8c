package opensmtpd

import (
	"regexp"
	"strings"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
)

// hearing is what was heard of one message.
type hearing struct {
	recipients []string
	done       []string // the envelopes that are delivered or returned
	words      driver.Words[string]
	verdicts   map[string]driver.Verdict
	secured    map[string]string   // what was found of the certificate, by session; empty: no TLS
	hosts      map[string][]string // the addresses that a domain has, until they are in trouble
	domain     string              // whose addresses are being told
	address    string              // to which a session is being made
	begun      []session           // those that have no name yet
	sessions   map[string]session  // by name
	failed     string              // the name of the latest that was in trouble
	trouble    map[string]string   // by domain: the latest of its own sessions
	suspended  map[string]string   // by address: for what trouble it is not gone to for a while, whosever session that was
}

// session is one of a domain with an address.
type session struct{ domain, address, trouble string }

func newHearing(recipients []string, words driver.Words[string]) *hearing {
	return &hearing{
		recipients: recipients,
		words:      words,
		verdicts:   map[string]driver.Verdict{},
		secured:    map[string]string{},
		hosts:      map[string][]string{},
		sessions:   map[string]session{},
		trouble:    map[string]string{},
		suspended:  map[string]string{},
	}
}

func (h *hearing) complete() bool { return len(h.verdicts) >= len(h.recipients) }

// The lines of its log that tell of a delivery.
var (
	secured   = regexp.MustCompile(`^(\w+) mta tls ciphers=`)
	checked   = regexp.MustCompile(`^(\w+) mta server-cert-check result="(\w+)"`)
	route     = regexp.MustCompile(`^debug: mta-routing: spawning new connection on \[.*?\] <-> (\S+)`)
	spawned   = regexp.MustCompile(`^debug: mta: \w+: spawned for relay \[relay:([^,\]]+)`)
	connects  = regexp.MustCompile(`^(\w+) mta connecting address=smtp[^:]*://(\S+):\d+ `)
	troubled  = regexp.MustCompile(`^(\w+) mta error reason=(.*)$`)
	exchanged = regexp.MustCompile(`^debug: MXs for domain (\S+):$`)
	exchanger = regexp.MustCompile(`^\t(\S+) preference \d+$`)
	disabled  = regexp.MustCompile(`^smtp-out: Disabling route \[.*?\] <-> (\S+) \(`)
	exhausted = regexp.MustCompile(`^smtp-out: No valid route for \[connector:\[.*?\]->\[relay:([^,\]]+)`)
	delivered = regexp.MustCompile(`^(\w+) mta delivery .* to=<([^>]*)> .* relay="\[?([^]" ]*)[^"]*" .* result="(\w+)" stat="(.*)"$`)
)

// line takes a line of the log in.
func (h *hearing) line(text string) {
	if found := secured.FindStringSubmatch(text); found != nil {
		h.secured[found[1]] = "unchecked"
	}
	if found := checked.FindStringSubmatch(text); found != nil {
		h.secured[found[1]] = found[2]
	}
	h.session(text)
	if found := exchanged.FindStringSubmatch(text); found != nil {
		h.domain = found[1]
	}
	if found := exchanger.FindStringSubmatch(text); found != nil {
		h.hosts[h.domain] = append(h.hosts[h.domain], found[1])
	}
	if found := exhausted.FindStringSubmatch(text); found != nil {
		h.giveUp(found[1])
	}
	if found := delivered.FindStringSubmatch(text); found != nil {
		verdict := h.verdict(found)
		h.verdicts[driver.Mailbox(found[2])] = verdict
		if verdict.Fate != evidence.Deferred {
			_, envelope, _ := strings.Cut(found[0], "evpid=")
			h.done = append(h.done, strings.Fields(envelope)[0])
		}
	}
}

// waits says whether a recipient is to be tried again.
func (h *hearing) waits() bool {
	for _, verdict := range h.verdicts {
		if verdict.Fate == evidence.Deferred {
			return true
		}
	}
	return false
}

func (h *hearing) verdict(found []string) driver.Verdict {
	verdict := driver.Verdict{Fate: evidence.Deferred, Reason: found[5]}
	switch found[4] {
	case "PermFail":
		verdict.Fate = evidence.Bounced
	case "Ok":
		verdict.Address = found[3] // the name beside it is that of the PTR record
		switch h.secured[found[1]] {
		case "":
			verdict.Fate = evidence.DeliveredPlaintext
		case "success":
			verdict.Fate = evidence.DeliveredVerified
		default:
			verdict.Fate = evidence.DeliveredEncrypted
		}
	}
	return verdict
}
