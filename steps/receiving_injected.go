package steps

import (
	"strings"

	"mtalab/internal/fakeclient"
)

// nothingBehindSTARTTLSExecuted counts what was said and what was answered since the 220 to STARTTLS: a receiver
// that executes what it was sent in the clear behind STARTTLS answers more than it was told inside TLS, or
// in the clear where TLS belongs, or takes the beginning of a line from there (RATK-4, RFC 3207 §4).
func (s *scenario) nothingBehindSTARTTLSExecuted() error {
	client, err := s.seen()
	if err != nil {
		return err
	}
	var told injection
	for _, event := range client.Events() {
		told.hear(event)
	}
	switch {
	case !told.injected && s.injects:
		return mismatch("the receiver did not let the client send anything behind STARTTLS%s", howItEnded(client))
	case !told.injected:
		return notYet("nothing was sent behind STARTTLS: say first what the client sends in one segment with it")
	case told.clear != "":
		return mismatch("in the clear, behind the 220 to STARTTLS, came: %s", told.clear)
	case !told.over:
		return notYet("the session is not over: say first that the client quits")
	case told.replies > told.commands:
		return mismatch("inside TLS the client said %d commands, and %d were answered", told.commands, told.replies)
	case told.garbled != "":
		return mismatch("EHLO, said first inside TLS, was not understood: %s", told.garbled)
	}
	return nil
}

// injection is what matters of a session in which something was sent behind STARTTLS.
type injection struct {
	asked, injected bool // STARTTLS was said; and a line behind it before any answer
	agreed          bool // with 220
	over            bool // the session has ended
	clear           string
	commands        int // said inside TLS
	replies         int // heard inside TLS, but for a second banner (EXCH-11)
	garbled         string
}

func (i *injection) hear(e fakeclient.Event) {
	whole := len(e.Text) < 4 || e.Text[3] != '-' // the last line of a reply
	switch {
	case e.Kind == fakeclient.Closed:
		i.over = true
	case e.Kind == fakeclient.ClientLine && !e.Encrypted:
		i.injected = i.injected || i.asked && !i.agreed
		i.asked = i.asked || strings.EqualFold(e.Text, "STARTTLS")
	case e.Kind == fakeclient.ServerLine && !e.Encrypted && strings.EqualFold(e.To, "STARTTLS"):
		i.agreed = i.agreed || strings.HasPrefix(e.Text, "220")
		i.asked = false
	case e.Kind == fakeclient.ServerBytes && i.agreed && !strings.HasPrefix(e.Text, "TLS alert"):
		i.clear = e.Text
	case e.Kind == fakeclient.ServerLine && !e.Encrypted && i.agreed:
		i.clear = e.Text
	case !e.Encrypted:
	case e.Kind == fakeclient.ClientLine:
		i.commands++
	case e.Kind == fakeclient.ServerLine && whole && (i.replies > 0 || !strings.HasPrefix(e.Text, "220")):
		i.replies++
		if i.replies == 1 && strings.HasPrefix(e.To, "EHLO ") && !strings.HasPrefix(e.Text, "250") {
			i.garbled = e.Text
		}
	}
}
