package steps

import (
	"crypto/tls"
	"net/netip"
	"testing"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/sim"
)

// tell says Givens without tables, as godog would, and returns the first error.
func tell(t *testing.T, s *scenario, sentences ...string) error {
	for _, sentence := range sentences {
		if err := tellOne(t, s, sentence); err != nil {
			return err
		}
	}
	return nil
}

func tellOne(t *testing.T, s *scenario, sentence string) error {
	for _, p := range s.vocabulary() {
		found := p.expression().FindStringSubmatch(sentence)
		if p.keyword != given || found == nil {
			continue
		}
		s.current = &godog.Step{Text: sentence}
		return s.call(t.Context(), p, found[1:])
	}
	require.Fail(t, "no phrase says "+sentence)
	return nil
}

// withMTA is a scenario with an honest MTA at 192.0.2.1.
func withMTA() (*scenario, *sim.MTA) {
	s := &scenario{world: new(sim.World), running: new(sim.Running), listening: new(sim.Listening)}
	mta := &sim.MTA{Address: netip.MustParseAddr("192.0.2.1")}
	s.world.MTAs = []*sim.MTA{mta}
	return s, mta
}

func inClear(verb string, reply fakemta.Reply) fakemta.Behaviour {
	return fakemta.Behaviour{Plain: fakemta.Dialogue{Replies: map[string]fakemta.Reply{verb: reply}}}
}

func insideTLS(verb string, reply fakemta.Reply) fakemta.Behaviour {
	return fakemta.Behaviour{Encrypted: fakemta.Dialogue{Replies: map[string]fakemta.Reply{verb: reply}}}
}

func TestWhatIsSaidOfAnMTAIsHowItBehaves(t *testing.T) {
	t.Parallel()
	for sentence, want := range map[string]fakemta.Behaviour{
		`answers STARTTLS with "454 4.7.0 no"`:                           inClear("STARTTLS", fakemta.Reply{Text: "454 4.7.0 no"}),
		`answers STARTTLS with "220-a\n220 b"`:                           inClear("STARTTLS", fakemta.Reply{Text: "220-a\n220 b"}),
		`answers . inside TLS with "451 no"`:                             insideTLS(".", fakemta.Reply{Text: "451 no"}),
		`answers * inside TLS with "554 no"`:                             insideTLS("*", fakemta.Reply{Text: "554 no"}),
		`greets with "421 no"`:                                           {Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "421 no"}}},
		`greets inside TLS with "220 again"`:                             {Encrypted: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "220 again"}}},
		`answers the TLS handshake with "250 OK"`:                        {ServerHello: fakemta.Reply{Text: "250 OK"}},
		`answers the TLS handshake with the alert 40`:                    {Alert: 40},
		`answers STARTTLS and then closes the connection`:                inClear("STARTTLS", fakemta.Reply{After: fakemta.Close}),
		`greets and then stays silent`:                                   {Plain: fakemta.Dialogue{Greeting: fakemta.Reply{After: fakemta.Silence}}},
		`answers the TLS handshake and then resets the connection`:       {ServerHello: fakemta.Reply{After: fakemta.Reset}},
		`answers STARTTLS and adds "250-a\n250 b\n" in the same segment`: inClear("STARTTLS", fakemta.Reply{SameSegment: "250-a\r\n250 b\r\n"}),
		`answers STARTTLS and adds "250 a" in the next segment`:          inClear("STARTTLS", fakemta.Reply{NextSegment: "250 a"}),
		`answers EHLO in segments of 3 bytes`:                            inClear("EHLO", fakemta.Reply{SegmentSize: 3}),
		`says everything in segments of 1 byte`:                          {SegmentSize: 1},
		`answers EHLO too late`:                                          inClear("EHLO", fakemta.Reply{Delayed: true}),
		`greets too late`:                                                {Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Delayed: true}}},
		`answers EHLO inside TLS with endless lines`:                     insideTLS("EHLO", fakemta.Reply{EndlessLines: true}),
		`greets with an endless line`:                                    {Plain: fakemta.Dialogue{Greeting: fakemta.Reply{EndlessLine: true}}},
		`stays silent in place of answering STARTTLS`:                    inClear("STARTTLS", fakemta.Reply{Instead: fakemta.Silence}),
		`closes the connection in place of answering EHLO inside TLS`:    insideTLS("EHLO", fakemta.Reply{Instead: fakemta.Close}),
		`resets the connection in place of a greeting`:                   {Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Reset}}},
		`stays silent in place of a TLS handshake`:                       {ServerHello: fakemta.Reply{Instead: fakemta.Silence}},
		`closes the connection after the TLS handshake`:                  {Encrypted: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Close}}},
		`stays silent after the TLS handshake`:                           insideTLS("EHLO", fakemta.Reply{Instead: fakemta.Silence}),
		`offers "AUTH PLAIN LOGIN, starttls" before TLS`:                 {Plain: fakemta.Dialogue{Capabilities: []string{"AUTH PLAIN LOGIN", "starttls"}}},
		`offers "" inside TLS`:                                           {Encrypted: fakemta.Dialogue{Capabilities: []string{}}},
		`does not offer STARTTLS`:                                        {Plain: fakemta.Dialogue{Capabilities: fakemta.DefaultCapabilities()}},
		`refuses every server name but a.not, b.not`:                     {ServerNames: []string{"a.not", "b.not"}},
		`speaks TLS 1.1 only`:                                            {MinVersion: tls.VersionTLS11, MaxVersion: tls.VersionTLS11},
		`offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only`:          {CipherSuites: []fakemta.CipherSuite{fakemta.CipherSuite(tls.TLS_RSA_WITH_RC4_128_SHA)}, MaxVersion: tls.VersionTLS12},
		`offers the curve P-521 only`:                                    {Curves: []tls.CurveID{tls.CurveP521}},
		`asks for a client certificate`:                                  {ClientAuth: tls.RequestClientCert},
		`issues no session tickets`:                                      {NoTickets: true},
		`ends TLS without close_notify`:                                  {NoCloseNotify: true},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			s, mta := withMTA()
			require.NoError(t, tell(t, s, "the MTA at 192.0.2.1 "+sentence))
			assert.Equal(t, want, mta.Behaviour)
		})
	}
}

func TestWhatIsSaidOfOneReplyAddsUp(t *testing.T) {
	t.Parallel()
	s, mta := withMTA()
	require.NoError(t, tell(t, s,
		`the MTA at 192.0.2.1 answers STARTTLS with "220 go"`,
		`the MTA at 192.0.2.1 answers STARTTLS and adds "250 evil\n" in the same segment`,
		`the MTA at 192.0.2.1 answers STARTTLS and then closes the connection`,
		`the MTA at 192.0.2.1 answers EHLO too late`,
	))
	assert.Equal(t, map[string]fakemta.Reply{
		"STARTTLS": {Text: "220 go", SameSegment: "250 evil\r\n", After: fakemta.Close},
		"EHLO":     {Delayed: true},
	}, mta.Behaviour.Plain.Replies)
}

func TestAnMTAChangesWithAConnection(t *testing.T) {
	t.Parallel()
	s, mta := withMTA()
	require.NoError(t, tell(t, s,
		"the MTA at 192.0.2.1 speaks TLS 1.2 only",
		"the MTA at 192.0.2.1 changes with its third connection",
		`the MTA at 192.0.2.1 greets with "421 no"`,
		"the MTA at 192.0.2.1 changes with its 5th connection",
	))
	old := fakemta.Behaviour{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12}
	busy := fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Text: "421 no"}}}
	assert.Equal(t, old, mta.Behaviour)
	assert.Equal(t, []sim.Change{{Connection: 3, State: sim.State{Behaviour: busy}}, {Connection: 5}}, mta.Changes)
	require.ErrorContains(t, tell(t, s, "the MTA at 192.0.2.1 changes with its second connection"), "connection 6 or a later one")
}

func TestWhatIsSaidOfAPath(t *testing.T) {
	t.Parallel()
	s, mta := withMTA()
	require.NoError(t, tell(t, s,
		"connections to 192.0.2.1 stay unanswered",
		"connections to 192.0.2.1 are reset",
		"connections to 192.0.2.1 carry 1 byte a second",
		"connections to 192.0.2.1 are cut after 100 bytes",
		"an attacker in front of 192.0.2.1 who strips STARTTLS",
		"an attacker in front of 192.0.2.1 who strips SIZE",
		`an attacker in front of 192.0.2.1 who answers STARTTLS with "454-a\n454 b"`,
		`an attacker in front of 192.0.2.1 who adds "250 evil\n" to the answer to STARTTLS`,
		"an attacker in front of 192.0.2.1 who answers the TLS handshake with the alert 80",
	))
	assert.Equal(t, sim.Fault{Silent: true, Reset: true, BytesPerSecond: 1, CutAfter: 100}, mta.Fault)
	assert.Equal(t, &sim.Attacker{
		Strips:  []string{"STARTTLS", "SIZE"},
		Answers: map[string]string{"STARTTLS": "454-a\n454 b"},
		Injects: "250 evil\r\n",
		Alert:   80,
	}, mta.Attacker)
	assert.Equal(t, fakemta.Behaviour{}, mta.Behaviour, "the MTA behind it is untouched")
}

func TestWrongWordsAboutAnMTAAreExplained(t *testing.T) {
	t.Parallel()
	for sentence, problem := range map[string]string{
		"the MTA at 192.0.2.9 does not offer STARTTLS":                                       "there is no MTA at 192.0.2.9",
		"connections to 192.0.2.9 are reset":                                                 "there is no MTA at 192.0.2.9",
		"an attacker in front of 192.0.2.9 who strips STARTTLS":                              "there is no MTA at 192.0.2.9",
		"an MTA at 192.0.2.1 without STARTTLS":                                               "there is already an MTA at 192.0.2.1",
		"an MTA at 1.2.3.400 without STARTTLS":                                               "want an IP address",
		"the MTA at 192.0.2.1 answers the TLS handshake with the alert 0":                    "want a number from 1 to 255",
		"an attacker in front of 192.0.2.1 who answers the TLS handshake with the alert 256": "want a number from 1 to 255",
		"the MTA at 192.0.2.1 answers EHLO in segments of 0 bytes":                           "want a number from 1 to 1000000000",
		"the MTA at 192.0.2.1 says everything in segments of 0 bytes":                        "want a number from 1 to 1000000000",
		"connections to 192.0.2.1 carry 0 bytes a second":                                    "want a number from 1 to 1000000000",
		"connections to 192.0.2.1 are cut after 0 bytes":                                     "want a number from 1 to 1000000000",
		"the MTA at 192.0.2.1 offers the curve P-25519 only":                                 "want one of P-256, P-384, P-521",
		"the MTA at 192.0.2.1 offers the cipher suite RC4 only":                              "want one of SSL_CK_DES_192_EDE3_CBC_WITH_MD5, ",
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			s, _ := withMTA()
			err := tell(t, s, sentence)
			require.ErrorIs(t, err, errText)
			assert.ErrorContains(t, err, problem)
		})
	}
}
