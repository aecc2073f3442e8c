package sim_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/netip"
	"net/smtp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// scriptedSender is a sender that does what a test says, and says what a test wants it to say.
type scriptedSender struct {
	env    sim.Env
	send   func(*scriptedSender, evidence.Message) ([]evidence.Outcome, error)
	closed func()

	due []time.Time // of the attempts that Run makes
	run func() []sim.Attempt
}

func (p *scriptedSender) Name() string { return "scriptedSender" }

func (p *scriptedSender) Launch(_ context.Context, env sim.Env) (sim.SenderInstance, error) {
	p.env = env
	return p, nil
}

func (p *scriptedSender) Send(_ context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	return p.send(p, message)
}

func (p *scriptedSender) Due() (time.Time, bool) {
	if len(p.due) == 0 {
		return time.Time{}, false
	}
	return p.due[0], true
}

func (p *scriptedSender) Run(context.Context) ([]sim.Attempt, error) {
	p.due = p.due[1:]
	return p.run(), nil
}

func (p *scriptedSender) Close() error {
	if p.closed != nil {
		p.closed()
	}
	return nil
}

// handOver gives a message to the MTA at 192.0.2.1, inside TLS or not.
func (p *scriptedSender) handOver(message evidence.Message, encrypted bool) error {
	conn, err := p.env.Network.DialContext(context.Background(), "tcp", "192.0.2.1:25")
	if err != nil {
		return err
	}
	defer conn.Close()
	client, err := smtp.NewClient(conn, "mx1.example.com")
	if err != nil {
		return err
	}
	if encrypted {
		if err := client.StartTLS(&tls.Config{InsecureSkipVerify: true}); err != nil {
			return err
		}
	}
	if err := client.Mail(message.From); err != nil {
		return err
	}
	for _, recipient := range message.To {
		if err := client.Rcpt(recipient); err != nil {
			return err
		}
	}
	data, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := data.Write(message.Data); err != nil {
		return err
	}
	return errors.Join(data.Close(), client.Quit())
}

// says claims a fate for every recipient.
func says(message evidence.Message, fate evidence.Fate) []evidence.Outcome {
	outcomes := make([]evidence.Outcome, len(message.To))
	for i, recipient := range message.To {
		outcomes[i] = evidence.Outcome{Recipient: recipient, Fate: fate}
	}
	return outcomes
}

// oneHost is a world of one honest host, started and closed with the test.
func oneHost(t *testing.T, sender sim.Sender) *sim.Running {
	return oneHostWith(t, fakemta.Behaviour{}, sender)
}

// oneHostWith is one whose host behaves in some way.
func oneHostWith(t *testing.T, behaviour fakemta.Behaviour, sender sim.Sender) *sim.Running {
	return running(t, &sim.World{
		MTAs: []*sim.MTA{{
			Address:   netip.MustParseAddr("192.0.2.1"),
			Name:      "mx1.example.com",
			Shows:     &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"mx1.example.com"}}},
			Behaviour: behaviour,
		}},
	}, sender)
}

// running starts a world and closes it with the test.
func running(t *testing.T, world *sim.World, sender sim.Sender) *sim.Running {
	t.Helper()
	return runningOn(t, nil, world, sender)
}

// runningOn does so on a network, which it closes too.
func runningOn(t *testing.T, network network.Network, world *sim.World, sender sim.Sender) *sim.Running {
	t.Helper()
	started, err := sim.Start(bounded(t), world, sender, sim.Options{Network: network})
	t.Cleanup(func() { assert.NoError(t, started.Close()) })
	require.NoError(t, err)
	return started
}

func letter(to ...string) evidence.Message {
	return evidence.Message{From: "alice@sender.test", To: to, Data: []byte("\r\nHello.\r\n")}
}

// networks are the networks that need no privilege; a world must be the same on all of them.
var networks = map[string]func() network.Network{
	"loopback": func() network.Network { return &network.Loopback{} },
	"memory":   func() network.Network { return &network.Memory{} },
}

// eachNetwork runs a test on every network.
func eachNetwork(t *testing.T, test func(*testing.T, network.Network)) {
	for name, network := range networks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := network()
			t.Cleanup(func() { assert.NoError(t, n.Close()) })
			test(t, n)
		})
	}
}

// bounded ends a test that hangs.
func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}
