package esa

import (
	"context"
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

// pickyWorld is a world with one picky server for example.com and example.org, without TLS.
func pickyWorld(t *testing.T, asked policy.Policy) (*sim.Running, *picky) {
	asked.Default = No
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
		Policy: asked,
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
	world, server := pickyWorld(t, policy.Policy{})
	server.tell("b@example.com", "451 4.2.1 later")
	server.tell("c@example.com", "550 5.1.1 nobody")
	send(t, world, "a@example.com", "b@example.com", "c@example.com")
	assert.Equal(t, map[string]evidence.Fate{
		"a@example.com": evidence.DeliveredPlaintext, "b@example.com": evidence.Deferred, "c@example.com": evidence.Bounced,
	}, fates(world))

	pass(t, world, 59*time.Second)
	assert.Equal(t, []string{"abc"}, server.named())
	pass(t, world, time.Second)
	assert.Equal(t, []string{"abc", "b"}, server.named())
	server.tell("b@example.com", "250 now")
	pass(t, world, 2*time.Minute)
	assert.Equal(t, map[string]evidence.Fate{
		"a@example.com": evidence.DeliveredPlaintext, "b@example.com": evidence.DeliveredPlaintext, "c@example.com": evidence.Bounced,
	}, fates(world))
	pass(t, world, 24*time.Hour)
	assert.Equal(t, []string{"abc", "b", "b"}, server.named(), "nobody waits any more")
}

func TestEachDestinationDomainHasAQueueOfItsOwn(t *testing.T) {
	t.Parallel()
	world, server := pickyWorld(t, policy.Policy{})
	server.tell("b@example.org", "451 4.2.1 later")
	send(t, world, "a@example.com", "b@example.org", "c@Example.COM")
	assert.Equal(t, []string{"ac", "b"}, server.named(), "one session for each domain, in the order of the recipients")
	pass(t, world, time.Minute)
	assert.Equal(t, []string{"ac", "b", "b"}, server.named())
}

// profile is a policy whose default bounce profile allows so many retries and seconds in the queue, with waits of so many
// seconds; 0 is as it comes.
func profile(retries, queue, first, longest int) policy.Policy {
	return policy.Policy{BounceProfiles: []policy.BounceProfile{
		{Name: "default", Retries: retries, QueueSeconds: queue, FirstSeconds: first, LongestSeconds: longest},
	}}
}

func with(asked policy.Policy, option, value string) policy.Policy {
	asked.Options = map[string]string{option: value}
	return asked
}

func TestAMessageIsTriedByItsBounceProfile(t *testing.T) {
	t.Parallel()
	const hour = 3600
	over, retried, early := "the queue lifetime has ended", "the last retry has failed", "no other attempt falls into the queue lifetime"
	for name, test := range map[string]struct {
		asked    policy.Policy
		before   time.Duration // the last moment at which it still waits
		attempts int           // in all
		reason   string
	}{
		"as it comes: 7 attempts in 63 minutes, and then one an hour":             {policy.Policy{}, 72*time.Hour - 1, 77, over},
		"the last attempt is at 71 h 3 min":                                       {with(policy.Policy{}, "bounce_at", "last_attempt"), 71*time.Hour + 3*time.Minute - 1, 77, early},
		"the lifetime is a multiple of the wait, and nothing is tried at its end": {profile(0, 3*hour, hour, 0), 3*time.Hour - 1, 3, over},
		"a wait longer than the lifetime":                                         {profile(0, 2*hour, 5*hour, 5*hour), 2*time.Hour - 1, 1, over},
		"five retries, after 60, 120, 240, 480 and 960 s":                         {profile(5, 0, 0, 0), 31*time.Minute - 1, 6, retried},
		"five retries, after 60, 120, 180, 240 and 300 s":                         {with(profile(5, 0, 0, 0), "retry", "linear"), 15*time.Minute - 1, 6, retried},
		"five retries, no wait longer than 100 s":                                 {profile(5, 0, 0, 100), 460*time.Second - 1, 6, retried},
		"a first wait longer than the longest that is left out":                   {profile(1, 0, 2*hour, 0), 2*time.Hour - 1, 2, retried},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world, server := pickyWorld(t, test.asked)
			server.tell("a@example.com", "451 4.2.1 later")
			send(t, world, "a@example.com")
			pass(t, world, test.before)
			assert.Equal(t, evidence.Deferred, fates(world)["a@example.com"])
			pass(t, world, 1)
			assert.Equal(t, evidence.Bounced, fates(world)["a@example.com"])
			assert.Len(t, server.named(), test.attempts)
			outcome := world.Outcomes()[0]
			assert.Equal(t, "ESA-16", outcome.Cause.Rule)
			assert.Equal(t, test.reason+"; last: RCPT is answered 451 4.2.1 later", outcome.Reason)
			pass(t, world, 24*time.Hour)
			assert.Len(t, server.named(), test.attempts, "nothing is tried after that")
		})
	}
}

func TestTheDestinationControlsNameTheBounceProfile(t *testing.T) {
	t.Parallel()
	asked := profile(1, 0, 10, 0)
	asked.BounceProfiles = append(asked.BounceProfiles, policy.BounceProfile{Name: "patient", FirstSeconds: 1000})
	asked.Destinations = []policy.Destination{{Domain: "example.org", BounceProfile: "Patient"}}
	world, server := pickyWorld(t, asked)
	server.tell("a@example.com", "451 4.2.1 later")
	server.tell("b@example.org", "451 4.2.1 later")
	send(t, world, "a@example.com", "b@example.org")
	pass(t, world, 999*time.Second)
	assert.Equal(t, []string{"a", "b", "a"}, server.named())
	pass(t, world, time.Second)
	assert.Equal(t, []string{"a", "b", "a", "b"}, server.named())
	assert.Equal(t, map[string]evidence.Fate{"a@example.com": evidence.Bounced, "b@example.org": evidence.Deferred}, fates(world))
}

func TestABounceProfileThatNobodyDescribesMattersToWhatWaits(t *testing.T) {
	t.Parallel()
	world, server := pickyWorld(t, policy.Policy{Destinations: []policy.Destination{{Domain: "example.org", BounceProfile: "patient"}}})
	send(t, world, "b@example.org")
	assert.Equal(t, evidence.DeliveredPlaintext, fates(world)["b@example.org"])
	pass(t, world, time.Hour)

	server.tell("b@example.org", "451 4.2.1 later")
	send(t, world, "b@example.org")
	err := world.Pass(t.Context(), time.Second)
	require.ErrorIs(t, err, sim.ErrNotSupported)
	assert.ErrorContains(t, err, `mail for example.org waits by the bounce profile "patient", and the scenario does not say what that is`)
}

func TestWhatComesLaterIsTriedLater(t *testing.T) {
	t.Parallel()
	world, server := pickyWorld(t, policy.Policy{})
	server.tell("a@example.com", "451 4.2.1 later")
	server.tell("b@example.com", "451 4.2.1 later")
	send(t, world, "a@example.com")
	pass(t, world, 10*time.Second)
	send(t, world, "b@example.com")
	pass(t, world, 50*time.Second)
	assert.Equal(t, []string{"a", "b", "a"}, server.named())
	pass(t, world, 10*time.Second)
	assert.Equal(t, []string{"a", "b", "a", "b"}, server.named())
}

// TestSilenceCostsTime: each attempt at a host that says nothing takes five minutes, longer than the
// interval of the queue.
func TestSilenceCostsTime(t *testing.T) {
	t.Parallel()
	asked := profile(0, 60, 1, 0)
	asked.Default = No
	world := start(t, &sim.World{
		DNS:    sim.DNS{Faults: []fakedns.Fault{{Name: "example.com", Type: "MX", Silent: true}}},
		Policy: asked,
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
	world, _ := pickyWorld(t, policy.Policy{})
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
