package sim_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

func TestAConnectionEndsBehindAnAttackerAsItWouldWithoutIt(t *testing.T) {
	t.Parallel()
	reply := func(verb string, r fakemta.Reply) fakemta.Dialogue {
		return fakemta.Dialogue{Replies: map[string]fakemta.Reply{verb: r}}
	}
	reset, closed := fakemta.Reply{Instead: fakemta.Reset}, fakemta.Reply{Instead: fakemta.Close}
	for sentence, test := range map[string]struct {
		behaviour fakemta.Behaviour
		want      error // nil: an orderly end
	}{
		"a reset in place of the greeting":  {fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: reset}}, syscall.ECONNRESET},
		"a reset in place of an answer":     {fakemta.Behaviour{Plain: reply("EHLO", reset)}, syscall.ECONNRESET},
		"a reset in place of the handshake": {fakemta.Behaviour{ServerHello: reset}, syscall.ECONNRESET},
		"a reset inside TLS":                {fakemta.Behaviour{Encrypted: reply("EHLO", reset)}, syscall.ECONNRESET},
		"a close in place of the greeting":  {fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: closed}}, nil},
		"a close in place of an answer":     {fakemta.Behaviour{Plain: reply("EHLO", closed)}, nil},
		"a close in place of the handshake": {fakemta.Behaviour{ServerHello: closed}, io.EOF},
		"a close inside TLS":                {fakemta.Behaviour{Encrypted: reply("EHLO", closed)}, nil},
	} {
		for who, attacker := range map[string]*sim.Attacker{
			"nobody": nil, "one who does nothing": {}, "one with a certificate of its own": {Shows: &sim.Certificate{}},
		} {
			if test.behaviour.ServerHello.Instead != fakemta.Continue && attacker != nil && attacker.Shows != nil {
				continue // it ends the sender's TLS itself
			}
			t.Run(sentence+", behind "+who, func(t *testing.T) {
				t.Parallel()
				eachNetwork(t, func(t *testing.T, on network.Network) {
					described := behindAttacker(esa.Required, attacker)
					described.MTAs[0].Behaviour = test.behaviour
					var end error
					world := runningOn(t, on, described, &scriptedSender{send: func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
						conn, err := p.env.Network.DialContext(bounded(t), "tcp", "192.0.2.1:25")
						if end = err; err == nil { // a reset may come as soon as that
							end = converse(conn)
						}
						return []evidence.Outcome{{Recipient: m.To[0], Fate: evidence.Deferred}}, nil
					}})
					_, err := world.Send(bounded(t), letter("u@example.com"))
					require.NoError(t, err)
					require.ErrorIs(t, end, test.want)
				})
			})
		}
	}
}

// converse goes as far as it can in a session, and returns why it ended; nil: by an orderly end.
func converse(raw net.Conn) error {
	defer raw.Close()
	conn := raw
	for _, line := range []string{"", "EHLO a", "STARTTLS", "EHLO a"} {
		if line != "" {
			if _, err := io.WriteString(conn, line+"\r\n"); err != nil {
				return err
			}
		}
		for text := bufio.NewReader(conn); ; {
			said, err := text.ReadString('\n')
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if len(said) > 3 && said[3] == ' ' {
				break
			}
		}
		if line == "STARTTLS" {
			secure := tls.Client(raw, &tls.Config{InsecureSkipVerify: true})
			if err := secure.Handshake(); err != nil {
				return err
			}
			conn = secure
		}
	}
	return nil
}

func TestWhatIsSaidBehindAnAttackerToAnMTAThatHasClosedReachesIt(t *testing.T) {
	t.Parallel()
	eachNetwork(t, func(t *testing.T, on network.Network) {
		described := behindAttacker(esa.Required, &sim.Attacker{})
		described.MTAs[0].Behaviour.ServerHello.Instead = fakemta.Close
		world := runningOn(t, on, described, &scriptedSender{send: func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
			conn, err := p.env.Network.DialContext(bounded(t), "tcp", "192.0.2.1:25")
			require.NoError(t, err)
			require.Error(t, converse(struct{ net.Conn }{keptOpen{conn}}))
			_, err = io.WriteString(conn, "MAIL FROM:<a@b.test>\r\n")
			require.NoError(t, err)
			return []evidence.Outcome{{Recipient: m.To[0], Fate: evidence.Deferred}}, conn.Close()
		}})
		_, err := world.Send(bounded(t), letter("u@example.com"))
		require.NoError(t, err)
		assert.Contains(t, verbs(world), "MAIL")
	})
}

// keptOpen is a connection that is not closed.
type keptOpen struct{ net.Conn }

func (keptOpen) Close() error { return nil }
