package opensmtpd

import (
	"cmp"
	"slices"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
)

// session takes in a line that tells of a session: for which domain it is made, its name, and what trouble it is in.
func (h *hearing) session(text string) {
	if found := route.FindStringSubmatch(text); found != nil {
		h.address = found[1]
	}
	if found := spawned.FindStringSubmatch(text); found != nil {
		h.begun = append(h.begun, session{domain: found[1], address: h.address})
	}
	if found := connects.FindStringSubmatch(text); found != nil {
		h.named(found[1], found[2])
	}
	if found := troubled.FindStringSubmatch(text); found != nil {
		this := h.sessions[found[1]]
		this.trouble = found[2]
		h.sessions[found[1]], h.failed, h.trouble[this.domain] = this, found[1], found[2]
	}
	if found := disabled.FindStringSubmatch(text); found != nil {
		h.isInTrouble(found[1], h.sessions[h.failed])
	}
}

// named gives the oldest session with an address that has none its name.
func (h *hearing) named(name, address string) {
	i := slices.IndexFunc(h.begun, func(s session) bool { return s.address == address })
	if i < 0 {
		h.sessions[name] = session{address: address}
		return
	}
	h.sessions[name] = h.begun[i]
	h.begun = slices.Delete(h.begun, i, i+1)
}

// fatal is a trouble that OpenSMTPD itself may not survive (6.8.0 frees the session twice and dies).
const fatal = "Remote host sent too much data"

// isInTrouble gives up the domain of a session for which an address is not gone to for a while, if it has no other. The
// log says so two seconds later; only where it may end before that, it is listened to. What becomes of other domains that
// have the address the log has still to say.
func (h *hearing) isInTrouble(address string, last session) {
	h.suspended[address] = last.trouble
	if last.trouble == fatal || last.domain == "" {
		return
	}
	left := slices.DeleteFunc(h.hosts[last.domain], func(host string) bool { return host == address })
	if h.hosts[last.domain] = left; len(left) == 0 {
		h.giveUp(last.domain)
	}
}

// giveUp defers what was to go to a domain, all hosts of which are in trouble. The log says so of each
// recipient eleven seconds later.
func (h *hearing) giveUp(domain string) {
	reason := h.trouble[domain]
	for _, address := range h.hosts[domain] { // that it never came to
		if why, is := h.suspended[address]; is {
			reason = cmp.Or(reason, address+" is not gone to for a while, as another session was in trouble: "+why)
		}
	}
	for _, recipient := range h.recipients {
		address := driver.Mailbox(recipient)
		if _, told := h.verdicts[address]; !told && leadsTo(h.words, address) == driver.ASCII(domain) {
			h.verdicts[address] = driver.Verdict{Fate: evidence.Deferred, Reason: reason}
		}
	}
}
