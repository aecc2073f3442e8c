package steps

import (
	"crypto/tls"
	"fmt"
	"slices"

	"mtalab/internal/fakeclient"
	"mtalab/sim"
)

// ticketPhrases are about TLS sessions that a client resumes (RFC 8446 §2.2).
func (s *scenario) ticketPhrases() []phrase {
	return []phrase{
		{when, "the client starts TLS with the ticket of an earlier session", nothing,
			"It says STARTTLS, and shows the latest session ticket that a client of this scenario was given by the receiver.",
			"When the client starts TLS with the ticket of an earlier session",
			func() error { return s.clientStartsTLS(s.showTicket) }},
		{then, "the TLS session is resumed", nothing,
			"The receiver has taken the client's ticket.",
			"Then the TLS session is resumed",
			func() error { return s.sessionIsResumed(true) }},
		{then, "the TLS session is not resumed", nothing,
			"The client has a TLS session with a handshake of its own.",
			"Then the TLS session is not resumed",
			func() error { return s.sessionIsResumed(false) }},
	}
}

// showTicket is not supported by a receiver that gave none when it could: whether it gives any is its own affair (RFC 8446 §4.6.1).
func (s *scenario) showTicket(config *tls.Config) error {
	switch {
	case s.tickets.latest != nil:
		config.ClientSessionCache = showing{&s.tickets}
		return nil
	case slices.ContainsFunc(s.listening.Clients(), heardInsideTLS):
		return s.skipIfUnsupported(fmt.Errorf("%w: the receiver gives no session tickets", sim.ErrNotSupported))
	}
	return notYet("the receiver has given no client a session ticket: say first that one starts TLS, and says something inside it")
}

func heardInsideTLS(client *fakeclient.Client) bool {
	return slices.ContainsFunc(client.Replies(), func(reply fakeclient.Reply) bool { return reply.Encrypted })
}

// tickets keep the latest one, and give none away.
type tickets struct{ latest *tls.ClientSessionState }

func (t *tickets) Put(_ string, ticket *tls.ClientSessionState) {
	if ticket != nil {
		t.latest = ticket
	}
}

func (*tickets) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

// showing shows the latest ticket whoever asks.
type showing struct{ *tickets }

func (t showing) Get(string) (*tls.ClientSessionState, bool) { return t.latest, t.latest != nil }

func (s *scenario) sessionIsResumed(want bool) error {
	client, err := s.seen()
	if err != nil {
		return err
	}
	switch state := client.TLS(); {
	case state == nil:
		return mismatch("there is no TLS session: %s%s", client.Refusal(), howItEnded(client))
	case state.DidResume && !want:
		return mismatch("the TLS session is resumed")
	case !state.DidResume && want:
		return mismatch("the TLS session is not resumed: the receiver made a handshake")
	}
	return nil
}
