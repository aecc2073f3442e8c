package esa

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
)

func TestEachRecipientHasAFateOfItsOwn(t *testing.T) {
	t.Parallel()
	const a, b = "a@example.com", "b@example.com"
	refused, later := "550 5.1.1 no", "451 4.2.1 later"
	for _, test := range []struct {
		sentence      string
		first, second map[string]string // how the two hosts answer RCPT; others are accepted
		want          map[string]evidence.Fate
		named         [2]string // the recipients that each host heard of
	}{
		{"all are accepted", nil, nil,
			map[string]evidence.Fate{a: evidence.DeliveredPlaintext, b: evidence.DeliveredPlaintext}, [2]string{"ab", ""}},
		{"one is refused, the other one delivered", map[string]string{a: refused}, nil,
			map[string]evidence.Fate{a: evidence.Bounced, b: evidence.DeliveredPlaintext}, [2]string{"ab", ""}},
		{"one must wait, the other one is delivered", map[string]string{a: later}, nil,
			map[string]evidence.Fate{a: evidence.Deferred, b: evidence.DeliveredPlaintext}, [2]string{"ab", ""}},
		{"all are refused: the next host is not asked", map[string]string{a: refused, b: refused}, nil,
			map[string]evidence.Fate{a: evidence.Bounced, b: evidence.Bounced}, [2]string{"ab", ""}},
		{"all must wait: the next host takes them", map[string]string{a: later, b: later}, nil,
			map[string]evidence.Fate{a: evidence.DeliveredPlaintext, b: evidence.DeliveredPlaintext}, [2]string{"ab", "ab"}},
		{"one is refused for good, and the next host hears only of the other one", map[string]string{a: refused, b: later}, nil,
			map[string]evidence.Fate{a: evidence.Bounced, b: evidence.DeliveredPlaintext}, [2]string{"ab", "b"}},
		{"one is refused by the first host, the other one by the second", map[string]string{a: refused, b: later}, map[string]string{b: refused},
			map[string]evidence.Fate{a: evidence.Bounced, b: evidence.Bounced}, [2]string{"ab", "b"}},
		{"one is refused, and nobody takes the other one now", map[string]string{a: refused, b: later}, map[string]string{b: later},
			map[string]evidence.Fate{a: evidence.Bounced, b: evidence.Deferred}, [2]string{"ab", "b"}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			world, hosts := twoPicky(t, test.first, test.second)
			send(t, world, a, b)
			assert.Equal(t, test.want, fates(world))
			for i, host := range hosts {
				assert.Equal(t, test.named[i], strings.Join(host.named(), " "), "host %d", i+1)
			}
		})
	}
}

// twoPicky is a world in which example.com has two picky servers, without TLS.
func twoPicky(t *testing.T, replies ...map[string]string) (*sim.Running, []*picky) {
	network := &network.Loopback{}
	described := &sim.World{
		DNS: sim.DNS{Records: []fakedns.Record{
			{Name: "example.com", Type: "MX", Value: "10 mx1.example.com"},
			{Name: "example.com", Type: "MX", Value: "20 mx2.example.com"},
			{Name: "mx1.example.com", Type: "A", Value: "192.0.2.1"},
			{Name: "mx2.example.com", Type: "A", Value: "192.0.2.2"},
		}},
		Policy: policy.Policy{Default: No},
	}
	var work sync.WaitGroup
	var hosts []*picky
	for i, address := range []string{"192.0.2.1:25", "192.0.2.2:25"} {
		listener, err := network.Listen("tcp", address)
		require.NoError(t, err)
		host := &picky{replies: replies[i]}
		hosts = append(hosts, host)
		work.Go(func() { host.serve(listener) })
	}
	t.Cleanup(work.Wait) // once the world has closed the network
	return startOn(t, network, described, Sender{}), hosts
}
