package opensmtpd

import (
	"regexp"
	"slices"
	"strings"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
)

// hearing is what was heard of one message.
type hearing struct {
	recipients []string
	verdicts   map[string]driver.Verdict
	secured    map[string]string   // what was found of the certificate, by session; empty: no TLS
	hosts      map[string][]string // the addresses that a domain has, until they are in trouble
	domain     string              // whose addresses are being told
	trouble    string              // the latest
}

func newHearing(recipients []string) *hearing {
	return &hearing{
		recipients: recipients,
		verdicts:   map[string]driver.Verdict{},
		secured:    map[string]string{},
		hosts:      map[string][]string{},
	}
}

func (h *hearing) complete() bool { return len(h.verdicts) >= len(h.recipients) }

// The lines of its log that tell of a delivery.
var (
	secured   = regexp.MustCompile(`^(\w+) mta tls ciphers=`)
	checked   = regexp.MustCompile(`^(\w+) mta server-cert-check result="(\w+)"`)
	troubled  = regexp.MustCompile(`^\w+ mta error reason=(.*)$`)
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
	if found := troubled.FindStringSubmatch(text); found != nil {
		h.trouble = found[1]
	}
	if found := exchanged.FindStringSubmatch(text); found != nil {
		h.domain = found[1]
	}
	if found := exchanger.FindStringSubmatch(text); found != nil {
		h.hosts[h.domain] = append(h.hosts[h.domain], found[1])
	}
	if found := disabled.FindStringSubmatch(text); found != nil {
		h.isInTrouble(found[1])
	}
	if found := exhausted.FindStringSubmatch(text); found != nil {
		h.giveUp(found[1])
	}
	if found := delivered.FindStringSubmatch(text); found != nil {
		h.verdicts[driver.Mailbox(found[2])] = h.verdict(found)
	}
}

// fatal is a trouble that OpenSMTPD itself may not survive (6.8.0 frees the session twice and dies).
const fatal = "Remote host sent too much data"

// isInTrouble gives up a domain that has no other host. The log says so two seconds later; only where it
// may end before that, it is listened to.
func (h *hearing) isInTrouble(address string) {
	if h.trouble == fatal {
		return
	}
	for domain, hosts := range h.hosts {
		left := slices.DeleteFunc(hosts, func(host string) bool { return host == address })
		if h.hosts[domain] = left; len(left) == 0 {
			h.giveUp(domain)
		}
	}
}

// giveUp defers what was to go to a domain, all hosts of which are in trouble. The log says so of each
// recipient eleven seconds later.
func (h *hearing) giveUp(domain string) {
	for _, recipient := range h.recipients {
		address := driver.Mailbox(recipient)
		if _, told := h.verdicts[address]; !told && strings.HasSuffix(address, "@"+driver.ASCII(domain)) {
			h.verdicts[address] = driver.Verdict{Fate: evidence.Deferred, Reason: h.trouble}
		}
	}
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
