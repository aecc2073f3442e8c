package sim

import (
	"regexp"
	"strings"

	"mtalab/fakemta"
)

// A trail is the same whenever the same things happen. What a server saw of a client's end is not: which
// of FIN and RST it meets depends on what was in flight at that moment, and a ClientHello is random.
var (
	clientLeft = regexp.MustCompile(`(: |^)(EOF|unexpected EOF|connection reset by peer|broken pipe|io: read/write on closed pipe)$`)
	lengthOf   = regexp.MustCompile(`\(\d+ bytes\)$`)
)

// normalizeEvent words an event without what changes from run to run.
func normalizeEvent(event fakemta.Event) fakemta.Event {
	switch {
	case event.Kind == fakemta.Closed && event.Text == "reset by the client":
		event.Text = "by the client"
	case event.Kind == fakemta.HandshakeFailed && clientLeft.MatchString(event.Text):
		event.Text = "the client left"
	case event.Kind == fakemta.ClientBytes && strings.HasPrefix(event.Text, `\x16\x03`):
		event.Text = strings.TrimSpace("TLS records in place of text " + lengthOf.FindString(event.Text))
	case event.Kind == fakemta.ServerBytes && strings.Contains(event.Text, "…"): // an endless reply
		event.Text = lengthOf.ReplaceAllString(event.Text, "(as much as the client took)")
	}
	return event
}
