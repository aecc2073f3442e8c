package esa

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
)

// picky is a server that answers each RCPT as it is told, and counts who was named in which session.
type picky struct {
	mu       sync.Mutex
	replies  map[string]string // by recipient; others are accepted
	sessions []string          // the recipients that were named, session by session
}

func (p *picky) tell(recipient, reply string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.replies[recipient] = reply
}

func (p *picky) named() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sessions
}

func (p *picky) serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		p.converse(conn)
		_ = conn.Close()
	}
}

func (p *picky) converse(conn net.Conn) {
	p.mu.Lock()
	p.sessions = append(p.sessions, "")
	p.mu.Unlock()
	say := func(reply string) { fmt.Fprintf(conn, "%s\r\n", reply) }
	say("220 picky")
	lines := bufio.NewScanner(conn)
	for data := false; lines.Scan(); {
		line := lines.Text()
		switch {
		case data:
			if data = line != "."; !data {
				say("250 taken")
			}
		case strings.HasPrefix(line, "RCPT TO:<"):
			say(p.recipient(strings.TrimSuffix(strings.TrimPrefix(line, "RCPT TO:<"), ">")))
		case line == "DATA":
			data = true
			say("354 go on")
		case line == "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

func (p *picky) recipient(name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	local, _, _ := strings.Cut(name, "@")
	p.sessions[len(p.sessions)-1] += local
	if reply, told := p.replies[name]; told {
		return reply
	}
	return "250 fine"
}

// pickyWorld is a world with one picky server for example.com and example.org, without TLS.
func pickyWorld(t *testing.T, options map[string]string) (*sim.Running, *picky) {
	server := &picky{replies: map[string]string{}}
	network := &network.Loopback{}
	listener, err := network.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
	var work sync.WaitGroup
	work.Go(func() { server.serve(listener) })
	t.Cleanup(work.Wait) // once the world has closed the network
	world := startOn(t, network, &sim.World{
		DNS: sim.DNS{Records: []fakedns.Record{
			{Name: "example.com", Type: "A", Value: "192.0.2.1"},
			{Name: "example.org", Type: "A", Value: "192.0.2.1"},
		}},
		Policy: policy.Policy{Default: No, Options: options},
	}, Sender{})
	return world, server
}

func send(t *testing.T, world *sim.Running, recipients ...string) {
	_, err := world.Send(context.Background(), evidence.Message{From: "alice@sender.test", To: recipients})
	require.NoError(t, err)
}

func pass(t *testing.T, world *sim.Running, d time.Duration) {
	require.NoError(t, world.Pass(context.Background(), d))
}

// fates are the latest words of the sender, without the evidence: a picky server leaves none.
func fates(world *sim.Running) map[string]evidence.Fate {
	fates := map[string]evidence.Fate{}
	for _, outcome := range world.Outcomes() {
		fates[outcome.Recipient] = outcome.Fate
	}
	return fates
}

func TestOnlyThoseWhoWaitAreTriedAgain(t *testing.T) {
	t.Parallel()
	world, server := pickyWorld(t, nil)
	server.tell("b@example.com", "451 4.2.1 later")
	server.tell("c@example.com", "550 5.1.1 nobody")
	send(t, world, "a@example.com", "b@example.com", "c@example.com")
	assert.Equal(t, map[string]evidence.Fate{
		"a@example.com": evidence.DeliveredPlaintext, "b@example.com": evidence.Deferred, "c@example.com": evidence.Bounced,
	}, fates(world))

	pass(t, world, 29*time.Minute)
	assert.Equal(t, []string{"abc"}, server.named())
	pass(t, world, time.Minute)
	assert.Equal(t, []string{"abc", "b"}, server.named())
	server.tell("b@example.com", "250 now")
	pass(t, world, 30*time.Minute)
	assert.Equal(t, map[string]evidence.Fate{
		"a@example.com": evidence.DeliveredPlaintext, "b@example.com": evidence.DeliveredPlaintext, "c@example.com": evidence.Bounced,
	}, fates(world))
	pass(t, world, 24*time.Hour)
	assert.Equal(t, []string{"abc", "b", "b"}, server.named(), "nobody waits any more")
}

func TestEachDestinationDomainHasAQueueOfItsOwn(t *testing.T) {
	t.Parallel()
	world, server := pickyWorld(t, nil)
	server.tell("b@example.org", "451 4.2.1 later")
	send(t, world, "a@example.com", "b@example.org", "c@Example.COM")
	assert.Equal(t, []string{"ac", "b"}, server.named(), "one session for each domain, in the order of the recipients")
	pass(t, world, 30*time.Minute)
	assert.Equal(t, []string{"ac", "b", "b"}, server.named())
}

func TestAMessageIsTriedUntilItsQueueLifetimeEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options  map[string]string
		before   time.Duration // the last moment at which it still waits
		attempts int           // in all
	}{
		"the lifetime is a multiple of the interval":  {map[string]string{"retry_interval": "1h", "queue_lifetime": "3h"}, 3*time.Hour - 1, 4},
		"the last attempt is at the end all the same": {map[string]string{"retry_interval": "1h", "queue_lifetime": "90m"}, 90*time.Minute - 1, 3},
		"an interval longer than the lifetime":        {map[string]string{"retry_interval": "5h", "queue_lifetime": "2h"}, 2*time.Hour - 1, 2},
		"without options three days":                  {nil, 72*time.Hour - 1, 145},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world, server := pickyWorld(t, test.options)
			server.tell("a@example.com", "451 4.2.1 later")
			send(t, world, "a@example.com")
			pass(t, world, test.before)
			assert.Equal(t, evidence.Deferred, fates(world)["a@example.com"])
			assert.Len(t, server.named(), test.attempts-1)
			pass(t, world, 1)
			assert.Equal(t, evidence.Bounced, fates(world)["a@example.com"])
			assert.Len(t, server.named(), test.attempts)
			outcome := world.Outcomes()[0]
			assert.Equal(t, "ESA-16", outcome.Cause.Rule)
			assert.Contains(t, outcome.Reason, "the queue lifetime has ended; last: RCPT is answered 451 4.2.1 later")
			pass(t, world, 24*time.Hour)
			assert.Len(t, server.named(), test.attempts, "nothing is tried after that")
		})
	}
}

func TestWhatComesLaterIsTriedLater(t *testing.T) {
	t.Parallel()
	world, server := pickyWorld(t, nil)
	server.tell("a@example.com", "451 4.2.1 later")
	server.tell("b@example.com", "451 4.2.1 later")
	send(t, world, "a@example.com")
	pass(t, world, 10*time.Minute)
	send(t, world, "b@example.com")
	pass(t, world, 20*time.Minute)
	assert.Equal(t, []string{"a", "b", "a"}, server.named())
	pass(t, world, 10*time.Minute)
	assert.Equal(t, []string{"a", "b", "a", "b"}, server.named())
}

// TestSilenceCostsTime: each attempt at a host that says nothing takes five minutes, longer than the
// interval of the queue.
func TestSilenceCostsTime(t *testing.T) {
	t.Parallel()
	world := start(t, &sim.World{
		DNS:    sim.DNS{Faults: []fakedns.Fault{{Name: "example.com", Type: "MX", Silent: true}}},
		Policy: policy.Policy{Default: No, Options: map[string]string{"retry_interval": "1s", "queue_lifetime": "1m"}},
	}, Sender{})
	send(t, world, "a@example.com", "a@example.net")
	send(t, world, "b@example.com")
	pass(t, world, time.Minute)
	assert.Equal(t, map[string]evidence.Fate{
		"a@example.com": evidence.Bounced, "b@example.com": evidence.Bounced, "a@example.net": evidence.Bounced,
	}, fates(world))
}

func TestARecipientThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	world, _ := pickyWorld(t, nil)
	for recipient, says := range map[string]string{
		"":                   "want local-part@domain",
		"a":                  "want local-part@domain",
		"@example.com":       "want local-part@domain",
		"a@":                 "want labels of 1 to 63 letters",
		"a@.":                "want labels of 1 to 63 letters",
		"a@[192.0.2]":        "want an address literal such as [192.0.2.1]",
		"a@exa mple.com":     "want labels of 1 to 63 letters",
		"a@xn--\u00fc.not":   "idna",
		"a@192.0.2.1]":       "want labels of 1 to 63 letters",
		"a@[192.0.2.1]extra": "want an address literal such as [192.0.2.1]",
	} {
		_, err := world.Send(context.Background(), evidence.Message{To: []string{recipient}})
		assert.ErrorContains(t, err, says, recipient)
	}
}
