package esa

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/explain"
	"mtalab/sim/policy"
)

// failure is a world in which a message misses "delivered verified", and what is said to help.
type failure struct {
	setting   policy.Setting
	recipient string
	spoil     func(*testing.T, *sim.World, *sim.MTA)
	fate      evidence.Fate
	advice    map[string]evidence.Fate // what is said → what becomes of the message when it is done
	// mend does what the advice says where that is not a matter of names.
	mend func(*testing.T, *sim.World, *sim.MTA)
}

// hostedWorld is the world WH of the catalogue: no two of its names share a suffix.
func hostedWorld(t *testing.T, setting policy.Setting) (*sim.World, *sim.MTA) {
	mta := &sim.MTA{
		Address: netip.MustParseAddr("192.0.2.1"),
		Shows:   &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"other.not"}, CommonName: "other.not"}},
	}
	world := &sim.World{MTAs: []*sim.MTA{mta}, Policy: policy.Policy{Default: setting}}
	give(t, world, "example.com", "MX", "10 mx01.hosted.not")
	give(t, world, "mx01.hosted.not", "A", "192.0.2.1")
	give(t, world, "192.0.2.1", "PTR", "ptr-a.rev.not")
	give(t, world, "ptr-a.rev.not", "A", "192.0.2.1")
	return world, mta
}

// give puts a record in the place of all others of its name and type.
func give(t *testing.T, world *sim.World, name, rtype, value string) {
	record, err := fakedns.NewRecord(name, rtype, value)
	require.NoError(t, err)
	world.DNS.Records = slices.DeleteFunc(world.DNS.Records, func(r fakedns.Record) bool { return r.Name == record.Name && r.Type == rtype })
	world.DNS.Records = append(world.DNS.Records, record)
}

func answers(verb, reply string) func(*testing.T, *sim.World, *sim.MTA) {
	return func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
		mta.Behaviour.Plain.Replies = map[string]fakemta.Reply{verb: {Text: reply}}
	}
}

func behaves(_ *testing.T, _ *sim.World, mta *sim.MTA) { mta.Behaviour = fakemta.Behaviour{} }

func isNamedRight(_ *testing.T, _ *sim.World, mta *sim.MTA) {
	mta.Shows = &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"example.com"}}}
}

func certified(dnsNames []string, commonName string) func(*testing.T, *sim.World, *sim.MTA) {
	return func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
		mta.Shows.Leaf = pki.Leaf{DNSNames: dnsNames, CommonName: commonName}
	}
}

func TestAdviceIsTrue(t *testing.T) {
	t.Parallel()
	for name, failure := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fate, advice := failure.send(t, nil)
			require.Equal(t, failure.fate, fate)
			told := map[string]evidence.Fate{}
			for _, change := range advice {
				told[change.text], _ = failure.send(t, &change)
				assert.Equal(t, change.proven(), failure.mend == nil, "%s", change.text)
			}
			assert.Equal(t, failure.advice, told)
		})
	}
}

// send builds the world, with a change if there is one, and sends a message in it.
func (f failure) send(t *testing.T, change *neededChange) (evidence.Fate, []neededChange) {
	world, mta := hostedWorld(t, f.setting)
	if f.spoil != nil {
		f.spoil(t, world, mta)
	}
	if change != nil {
		f.apply(t, world, mta, *change)
	}
	recipient := f.recipient
	if recipient == "" {
		recipient = "u@example.com"
	}
	delivery := deliver(t, world, recipient)
	advice, err := advise(world.Policy, delivery)
	require.NoError(t, err)
	return delivery.Outcomes[0].Fate, advice
}

func (f failure) apply(t *testing.T, world *sim.World, mta *sim.MTA, change neededChange) {
	switch leaf := &mta.Shows.Leaf; change.kind {
	case addDNSName:
		leaf.DNSNames = append(slices.Clone(leaf.DNSNames), change.name)
	case setCommonName:
		leaf.CommonName = change.name
	case dropDNSNames:
		leaf.DNSNames = nil
	case pointReverse:
		give(t, world, mta.Address.String(), "PTR", change.name)
		fallthrough
	case leadBack:
		rtype := "A"
		if mta.Address.Is6() {
			rtype = "AAAA"
		}
		give(t, world, change.name, rtype, mta.Address.String())
	default:
		f.mend(t, world, mta)
	}
}

// deliver sends one message in a world and returns the one delivery that this was.
func deliver(t *testing.T, described *sim.World, recipient string) explain.Delivery {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	world, err := sim.Start(ctx, described, Sender{}, sim.Options{})
	defer func() { require.NoError(t, world.Close()) }()
	require.NoError(t, err)
	_, err = world.Send(ctx, evidence.Message{From: "alice@sender.test", To: []string{recipient}, Data: []byte("\r\nHello.\r\n")})
	require.NoError(t, err)
	deliveries := explain.Deliveries(world.Trail.Entries())
	require.Len(t, deliveries, 1)
	require.Len(t, deliveries[0].Outcomes, 1)
	return deliveries[0]
}

// TestAnyOneHostIsEnough: where several hosts were given up, there is advice for each, and none is needed for the others.
func TestAnyOneHostIsEnough(t *testing.T) {
	t.Parallel()
	build := func() *sim.World {
		world, _ := hostedWorld(t, RequiredVerifyHosted)
		give(t, world, "mx02.hosted.not", "A", "192.0.2.2")
		record, err := fakedns.NewRecord("example.com", "MX", "20 mx02.hosted.not")
		require.NoError(t, err)
		world.DNS.Records = append(world.DNS.Records, record)
		world.MTAs = append(world.MTAs, &sim.MTA{Address: netip.MustParseAddr("192.0.2.2"), Refuses: true, Shows: world.MTAs[0].Shows})
		return world
	}
	world := build()
	delivery := deliver(t, world, "u@example.com")
	require.Len(t, delivery.Tries, 2)
	assert.Empty(t, delivery.Tries[1].Evidence, "what was found at one host is no evidence of another")
	advice, err := advise(world.Policy, delivery)
	require.NoError(t, err)
	var told []string
	for _, change := range advice {
		told = append(told, change.at.String()+": "+change.text)
	}
	assert.Equal(t, []string{
		"mx01.hosted.not (192.0.2.1): add example.com to the certificate's DNS names",
		"mx01.hosted.not (192.0.2.1): add mx01.hosted.not to the certificate's DNS names",
		"mx02.hosted.not (192.0.2.2): let it accept connections on port 25",
	}, told)

	world = build()
	world.MTAs[0].Shows = &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"other.not", "mx01.hosted.not"}}}
	assert.Equal(t, evidence.DeliveredVerified, deliver(t, world, "u@example.com").Outcomes[0].Fate)
}

// TestOnlyTheHostThatTookTheMessageCounts: what stood in the way before it makes no difference to the fate.
func TestOnlyTheHostThatTookTheMessageCounts(t *testing.T) {
	t.Parallel()
	world, mta := hostedWorld(t, PreferredVerify)
	mta.Refuses = true
	give(t, world, "mx02.hosted.not", "A", "192.0.2.2")
	record, err := fakedns.NewRecord("example.com", "MX", "20 mx02.hosted.not")
	require.NoError(t, err)
	world.DNS.Records = append(world.DNS.Records, record)
	world.MTAs = append(world.MTAs, &sim.MTA{Address: netip.MustParseAddr("192.0.2.2"), Shows: mta.Shows})
	delivery := deliver(t, world, "u@example.com")
	require.Equal(t, evidence.DeliveredEncrypted, delivery.Outcomes[0].Fate)
	advice, err := advise(world.Policy, delivery)
	require.NoError(t, err)
	require.NotEmpty(t, advice)
	for _, change := range advice {
		assert.Equal(t, "mx02.hosted.not (192.0.2.2)", change.at.String(), "%s", change.text)
	}
}

func TestCandidatesTellHowTheyWereFound(t *testing.T) {
	t.Parallel()
	for recipient, want := range map[string][]evidence.Origin{
		"u@example.com":     {{Host: "mx01.hosted.not", Source: "MX", Reference: "mx01.hosted.not"}},
		"u@mx01.hosted.not": {{Host: "mx01.hosted.not", Source: "implicit MX"}},
		"u@[192.0.2.1]":     {{Source: "address literal"}},
		"u@routed.not":      {{Host: "mx01.hosted.not", Source: "SMTP route", Reference: "mx01.hosted.not"}},
		"u@straight.not":    {{Source: "SMTP route"}},
	} {
		world, mta := hostedWorld(t, Preferred)
		world.Policy.Routes = []policy.Route{
			{Domain: "routed.not", Hosts: []policy.RouteHost{{Name: "mx01.hosted.not"}}},
			{Domain: "straight.not", Hosts: []policy.RouteHost{{Address: mta.Address}}},
		}
		delivery := deliver(t, world, recipient)
		assert.Equal(t, []evidence.NextHop{{Address: mta.AddrPort(), Origins: want}}, delivery.NextHops, recipient)
	}
}

// TestThePlanTellsByWhat: what an explanation says of the setting and of the route is what the sender went by.
func TestThePlanTellsByWhat(t *testing.T) {
	t.Parallel()
	for recipient, want := range map[string]struct{ setBy, route string }{
		"u@example.com":  {"the default entry of the destination controls", ""},
		"u@entered.not":  {"the entry of Entered.not in the destination controls", "ALL"},
		"u@unset.not":    {"the default entry of the destination controls", "ALL"},
		"u@x.parent.not": {"the default entry of the destination controls", ".parent.not"},
		"u@[192.0.2.1]":  {"the default entry of the destination controls", "ALL"},
	} {
		world, mta := hostedWorld(t, Preferred)
		world.Policy.Destinations = []policy.Destination{{Domain: "Entered.not", Setting: Required}, {Domain: "unset.not"}}
		world.Policy.Routes = []policy.Route{
			{Domain: "ALL", Hosts: []policy.RouteHost{{Address: mta.Address}}},
			{Domain: ".parent.not", Hosts: []policy.RouteHost{{Address: mta.Address}}},
		}
		if recipient == "u@example.com" {
			world.Policy.Routes = nil
		}
		plan := deliver(t, world, recipient).Plan
		assert.Equal(t, want, struct{ setBy, route string }{plan.SetBy, plan.Route}, recipient)
	}
}

// TestAnMXNameSaysThatNoRouteNamesAHost: it is compared only after the names of routes (ESA-52).
func TestAnMXNameSaysThatNoRouteNamesAHost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		routes []policy.Route
		want   []string // source of each comparison, with what is lacking
	}{
		"no route":           {nil, []string{"recipient domain ", "MX no SMTP route names a host"}},
		"a route to a name":  {[]policy.Route{{Domain: "ALL", Hosts: []policy.RouteHost{{Name: "mx01.hosted.not", Bracket: true}}}}, []string{"recipient domain ", "SMTP route "}},
		"a route to address": {[]policy.Route{{Domain: "ALL", Hosts: []policy.RouteHost{{Address: netip.MustParseAddr("192.0.2.1")}}}}, []string{"recipient domain ", "MX no SMTP route names a host"}},
	} {
		world, _ := hostedWorld(t, RequiredVerifyHosted)
		world.Policy.Routes = test.routes
		delivery := deliver(t, world, "u@example.com")
		var got []string
		for _, what := range delivery.Tries[0].Evidence {
			if comparison, compared := what.(evidence.Comparison); compared {
				got = append(got, comparison.Source+" "+comparison.Lacking.Text)
			}
		}
		assert.Equal(t, test.want, got, name)
	}
}

func TestNoAdviceForTheBestFate(t *testing.T) {
	t.Parallel()
	world, mta := hostedWorld(t, RequiredVerify)
	isNamedRight(t, world, mta)
	advice, err := advise(world.Policy, deliver(t, world, "u@example.com"))
	require.NoError(t, err)
	assert.Empty(t, advice)
}

func Example_advice() {
	asked := policy.Policy{Default: RequiredVerify}
	delivery := explain.Delivery{
		Plan:     evidence.Plan{Domain: "example.com", Setting: RequiredVerify.Name, Recipients: []string{"u@example.com"}},
		Tries:    []explain.HostAttempt{{HostAttempt: evidence.HostAttempt{NextHop: evidence.NextHop{Address: netip.MustParseAddrPort("192.0.2.1:25")}}}},
		Outcomes: []evidence.Outcome{{Recipient: "u@example.com", Fate: evidence.Deferred}},
	}
	changes, err := advise(asked, delivery)
	fmt.Println(changes[0].at, err)
	fmt.Println(changes[0].text)
	// Output:
	// 192.0.2.1 <nil>
	// let it accept connections on port 25
}
