package esa_test

import (
	"context"
	"crypto/tls"
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
	"mtalab/sim/esa"
)

// failure is a world in which a message misses "delivered verified", and what is said to help.
type failure struct {
	setting   sim.Setting
	recipient string
	spoil     func(*testing.T, *sim.World, *sim.MTA)
	fate      sim.Fate
	advice    map[string]sim.Fate // what is said → what becomes of the message when it is done
	// mend does what the advice says where that is not a matter of names.
	mend func(*testing.T, *sim.World, *sim.MTA)
}

// hostedWorld is the world WH of the catalogue: no two of its names share a suffix.
func hostedWorld(t *testing.T, setting sim.Setting) (*sim.World, *sim.MTA) {
	mta := &sim.MTA{
		Address: netip.MustParseAddr("192.0.2.1"),
		Shows:   &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"other.not"}, CommonName: "other.not"}},
	}
	world := &sim.World{MTAs: []*sim.MTA{mta}, Policy: sim.Policy{Default: setting}}
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
		mta.Server.Behaviour.Plain.Replies = map[string]fakemta.Reply{verb: {Text: reply}}
	}
}

func behaves(_ *testing.T, _ *sim.World, mta *sim.MTA) { mta.Server.Behaviour = fakemta.Behaviour{} }

func isNamedRight(_ *testing.T, _ *sim.World, mta *sim.MTA) {
	mta.Shows = &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"example.com"}}}
}

func names(dnsNames []string, commonName string) func(*testing.T, *sim.World, *sim.MTA) {
	return func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
		mta.Shows.Leaf = pki.Leaf{DNSNames: dnsNames, CommonName: commonName}
	}
}

var failures = map[string]failure{
	"Verify finds no name": {
		setting: sim.RequiredVerify, fate: sim.Deferred,
		advice: map[string]sim.Fate{
			"add example.com to the certificate's DNS names":                                sim.DeliveredVerified,
			"make example.com the certificate's Common Name":                                sim.DeliveredVerified,
			"make ptr-a.rev.not the certificate's Common Name":                              sim.DeliveredVerified,
			"give 192.0.2.1 the PTR record other.not, and other.not the A record 192.0.2.1": sim.DeliveredVerified,
		},
	},
	"Hosted finds no name and does not look at the right Common Name": {
		setting: sim.RequiredVerifyHosted, fate: sim.Deferred, spoil: names([]string{"x.not"}, "example.com"),
		advice: map[string]sim.Fate{
			"add example.com to the certificate's DNS names":                                        sim.DeliveredVerified,
			"add mx01.hosted.not to the certificate's DNS names":                                    sim.DeliveredVerified,
			"take the DNS names out of the certificate, so that its Common Name example.com counts": sim.DeliveredVerified,
		},
	},
	"Hosted by a route does not look at the MX name": {
		setting: sim.RequiredVerifyHosted, fate: sim.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			names(nil, "mx01.hosted.not")(t, world, mta)
			give(t, world, "relay.partner.not", "A", "192.0.2.1")
			world.Policy.Routes = []sim.Route{{Domain: "example.com", Hosts: []sim.RouteHost{{Name: "relay.partner.not"}}}}
		},
		advice: map[string]sim.Fate{
			"add example.com to the certificate's DNS names":       sim.DeliveredVerified,
			"add relay.partner.not to the certificate's DNS names": sim.DeliveredVerified,
			"make example.com the certificate's Common Name":       sim.DeliveredVerified,
			"make relay.partner.not the certificate's Common Name": sim.DeliveredVerified,
		},
	},
	"the reverse name of an IPv4 address leads elsewhere": {
		setting: sim.PreferredVerify, fate: sim.DeliveredEncrypted,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			names([]string{"x.not"}, "*.rev.not")(t, world, mta)
			give(t, world, "ptr-a.rev.not", "A", "203.0.113.9")
		},
		advice: map[string]sim.Fate{
			"add example.com to the certificate's DNS names":                                                         sim.DeliveredVerified,
			"make example.com the certificate's Common Name":                                                         sim.DeliveredVerified,
			"give ptr-a.rev.not the A record 192.0.2.1: it is the reverse name of that address, and leads elsewhere": sim.DeliveredVerified,
		},
	},
	"the reverse name of an IPv6 address leads elsewhere": {
		setting: sim.RequiredVerify, fate: sim.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			names(nil, "ptr-a.rev.not")(t, world, mta)
			mta.Address = netip.MustParseAddr("2001:db8::1")
			give(t, world, "mx01.hosted.not", "AAAA", "2001:db8::1")
			world.Policy.Options = map[string]string{"address_family": "ipv6"}
			give(t, world, "2001:db8::1", "PTR", "ptr-a.rev.not")
		},
		advice: map[string]sim.Fate{
			"add example.com to the certificate's DNS names":                                                              sim.DeliveredVerified,
			"make example.com the certificate's Common Name":                                                              sim.DeliveredVerified,
			"give ptr-a.rev.not the AAAA record 2001:db8::1: it is the reverse name of that address, and leads elsewhere": sim.DeliveredVerified,
		},
	},
	"the certificate has no name at all": {
		setting: sim.RequiredVerifyHosted, fate: sim.Deferred, spoil: names(nil, ""),
		advice: map[string]sim.Fate{
			"add example.com to the certificate's DNS names":     sim.DeliveredVerified,
			"add mx01.hosted.not to the certificate's DNS names": sim.DeliveredVerified,
			"make example.com the certificate's Common Name":     sim.DeliveredVerified,
			"make mx01.hosted.not the certificate's Common Name": sim.DeliveredVerified,
		},
	},
	"RFC 9525 leaves the Common Name out": {
		setting: sim.RequiredVerify, fate: sim.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			names(nil, "example.com")(t, world, mta)
			world.Policy.Options = map[string]string{"common_name": "rfc9525"}
		},
		advice: map[string]sim.Fate{"add example.com to the certificate's DNS names": sim.DeliveredVerified},
	},
	"an address literal has no name to compare with": {
		setting: sim.RequiredVerifyHosted, fate: sim.Deferred, recipient: "u@[192.0.2.1]",
		advice: map[string]sim.Fate{"choose another setting: no certificate can match here, as there is no name to compare it with": sim.DeliveredEncrypted},
		mend:   func(_ *testing.T, world *sim.World, _ *sim.MTA) { world.Policy.Default = sim.Required },
	},
	"STARTTLS is not offered": {
		setting: sim.RequiredVerify, fate: sim.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			isNamedRight(t, world, mta)
			mta.Server.Behaviour.Plain.Capabilities = []string{"8BITMIME"}
		},
		advice: map[string]sim.Fate{"let it offer STARTTLS in its reply to EHLO": sim.DeliveredVerified},
		mend:   behaves,
	},
	"STARTTLS is refused and the mail goes in plaintext": {
		setting: sim.Preferred, fate: sim.DeliveredPlaintext, spoil: answers("STARTTLS", "454 4.7.0 Not now"),
		advice: map[string]sim.Fate{`let it answer STARTTLS with 220 (the answer was "454 4.7.0 Not now")`: sim.DeliveredEncrypted},
		mend:   behaves,
	},
	"an attacker strips STARTTLS": {
		setting: sim.Preferred, fate: sim.DeliveredPlaintext,
		spoil: func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
			mta.Attacker = &sim.Attacker{Strips: []string{"STARTTLS"}}
		},
		advice: map[string]sim.Fate{"let it offer STARTTLS in its reply to EHLO": sim.DeliveredEncrypted},
		mend:   func(_ *testing.T, _ *sim.World, mta *sim.MTA) { mta.Attacker = nil },
	},
	"the handshake fails": {
		setting: sim.Required, fate: sim.Deferred,
		spoil: func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
			mta.Server.Behaviour.MaxVersion, mta.Server.Behaviour.MinVersion = tls.VersionTLS10, tls.VersionTLS10
		},
		advice: map[string]sim.Fate{"let it complete the TLS handshake (no TLS session after the 220: tls: protocol version not supported)": sim.DeliveredEncrypted},
		mend:   behaves,
	},
	"the certificate is self-signed": {
		setting: sim.RequiredVerifyHosted, fate: sim.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			isNamedRight(t, world, mta)
			mta.Shows.SelfSigned = true
		},
		advice: map[string]sim.Fate{"let it show a certificate with all intermediates up to an authority that the sender trusts; only then are its names compared": sim.DeliveredVerified},
		mend:   isNamedRight,
	},
	"nobody listens": {
		setting: sim.RequiredVerify, fate: sim.Deferred,
		spoil:  func(t *testing.T, world *sim.World, mta *sim.MTA) { isNamedRight(t, world, mta); mta.Refuses = true },
		advice: map[string]sim.Fate{"let it accept connections on port 25": sim.DeliveredVerified},
		mend:   func(_ *testing.T, _ *sim.World, mta *sim.MTA) { mta.Refuses = false },
	},
	"the server is busy": {
		setting: sim.No, fate: sim.Deferred,
		spoil: func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
			mta.Server.Behaviour.Plain.Greeting.Text = "421 4.3.2 Busy"
		},
		advice: map[string]sim.Fate{`let it greet with 220 (the answer was "421 4.3.2 Busy")`: sim.DeliveredPlaintext},
		mend:   behaves,
	},
	"EHLO is answered with a temporary error": {
		setting: sim.Preferred, fate: sim.Deferred, spoil: answers("EHLO", "451 4.3.0 Later"),
		advice: map[string]sim.Fate{`let it answer EHLO with 250 (the answer was "451 4.3.0 Later")`: sim.DeliveredEncrypted},
		mend:   behaves,
	},
	"the recipient is refused inside TLS": {
		setting: sim.RequiredVerify, fate: sim.Bounced,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			isNamedRight(t, world, mta)
			mta.Server.Behaviour.Encrypted.Replies = map[string]fakemta.Reply{"RCPT": {Text: "550 5.1.1 No such user"}}
		},
		advice: map[string]sim.Fate{`let it accept RCPT inside TLS (the answer was "550 5.1.1 No such user")`: sim.DeliveredVerified},
		mend:   behaves,
	},
	"the setting never looks at a certificate": {
		setting: sim.Required, fate: sim.DeliveredEncrypted, spoil: isNamedRight,
		advice: map[string]sim.Fate{`choose a setting that verifies: "Required" never looks at a certificate`: sim.DeliveredVerified},
		mend:   func(_ *testing.T, world *sim.World, _ *sim.MTA) { world.Policy.Default = sim.RequiredVerify },
	},
	"the setting never starts TLS": {
		setting: sim.No, fate: sim.DeliveredPlaintext,
		advice: map[string]sim.Fate{`choose a setting that starts TLS: "No" never does`: sim.DeliveredEncrypted},
		mend:   func(_ *testing.T, world *sim.World, _ *sim.MTA) { world.Policy.Default = sim.Preferred },
	},
	"the domain has a null MX": {
		setting: sim.Preferred, fate: sim.Bounced,
		spoil:  func(t *testing.T, world *sim.World, _ *sim.MTA) { give(t, world, "example.com", "MX", ".") },
		advice: map[string]sim.Fate{"the domain says that it accepts no mail: its owner must replace the null MX by one that names a host": sim.DeliveredEncrypted},
		mend: func(t *testing.T, world *sim.World, _ *sim.MTA) {
			give(t, world, "example.com", "MX", "10 mx01.hosted.not")
		},
	},
	"the domain does not exist": {
		setting: sim.Preferred, fate: sim.Bounced, recipient: "u@brand.not",
		advice: map[string]sim.Fate{"the recipient domain must exist in DNS": sim.DeliveredEncrypted},
		mend: func(t *testing.T, world *sim.World, _ *sim.MTA) {
			give(t, world, "brand.not", "MX", "10 mx01.hosted.not")
		},
	},
}

func TestAdviceIsTrue(t *testing.T) {
	t.Parallel()
	for name, failure := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fate, advice := failure.send(t, nil)
			require.Equal(t, failure.fate, fate)
			told := map[string]sim.Fate{}
			for _, change := range advice {
				told[change.Text], _ = failure.send(t, &change)
				assert.Equal(t, change.Proven(), failure.mend == nil, "%s", change.Text)
			}
			assert.Equal(t, failure.advice, told)
		})
	}
}

// send builds the world, with a change if there is one, and sends a message in it.
func (f failure) send(t *testing.T, change *esa.Change) (sim.Fate, []esa.Change) {
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
	advice, err := esa.Advise(world.Policy, delivery)
	require.NoError(t, err)
	return delivery.Outcomes[0].Fate, advice
}

func (f failure) apply(t *testing.T, world *sim.World, mta *sim.MTA, change esa.Change) {
	switch leaf := &mta.Shows.Leaf; change.Kind {
	case esa.AddDNSName:
		leaf.DNSNames = append(slices.Clone(leaf.DNSNames), change.Name)
	case esa.SetCommonName:
		leaf.CommonName = change.Name
	case esa.DropDNSNames:
		leaf.DNSNames = nil
	case esa.PointReverse:
		give(t, world, mta.Address.String(), "PTR", change.Name)
		fallthrough
	case esa.LeadBack:
		rtype := "A"
		if mta.Address.Is6() {
			rtype = "AAAA"
		}
		give(t, world, change.Name, rtype, mta.Address.String())
	default:
		f.mend(t, world, mta)
	}
}

// deliver sends one message in a world and returns the one delivery that this was.
func deliver(t *testing.T, world *sim.World, recipient string) sim.Delivery {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer func() { require.NoError(t, world.Close()) }()
	require.NoError(t, world.Start(ctx, esa.Sender{}))
	_, err := world.Send(ctx, sim.Message{From: "alice@sender.test", To: []string{recipient}, Data: []byte("\r\nHello.\r\n")})
	require.NoError(t, err)
	deliveries := world.Deliveries()
	require.Len(t, deliveries, 1)
	require.Len(t, deliveries[0].Outcomes, 1)
	return deliveries[0]
}

// TestAnyOneHostIsEnough: where several hosts were given up, there is advice for each, and none is needed for the others.
func TestAnyOneHostIsEnough(t *testing.T) {
	t.Parallel()
	build := func() *sim.World {
		world, _ := hostedWorld(t, sim.RequiredVerifyHosted)
		give(t, world, "mx02.hosted.not", "A", "192.0.2.2")
		record, err := fakedns.NewRecord("example.com", "MX", "20 mx02.hosted.not")
		require.NoError(t, err)
		world.DNS.Records = append(world.DNS.Records, record)
		world.MTAs = append(world.MTAs, &sim.MTA{Address: netip.MustParseAddr("192.0.2.2"), Refuses: true, Shows: world.MTAs[0].Shows})
		return world
	}
	world := build()
	advice, err := esa.Advise(world.Policy, deliver(t, world, "u@example.com"))
	require.NoError(t, err)
	var told []string
	for _, change := range advice {
		told = append(told, change.At.String()+": "+change.Text)
	}
	assert.Equal(t, []string{
		"mx01.hosted.not (192.0.2.1): add example.com to the certificate's DNS names",
		"mx01.hosted.not (192.0.2.1): add mx01.hosted.not to the certificate's DNS names",
		"mx02.hosted.not (192.0.2.2): let it accept connections on port 25",
	}, told)

	world = build()
	world.MTAs[0].Shows = &sim.Certificate{Leaf: pki.Leaf{DNSNames: []string{"other.not", "mx01.hosted.not"}}}
	assert.Equal(t, sim.DeliveredVerified, deliver(t, world, "u@example.com").Outcomes[0].Fate)
}

func TestNoAdviceForTheBestFate(t *testing.T) {
	t.Parallel()
	world, mta := hostedWorld(t, sim.RequiredVerify)
	isNamedRight(t, world, mta)
	advice, err := esa.Advise(world.Policy, deliver(t, world, "u@example.com"))
	require.NoError(t, err)
	assert.Empty(t, advice)
}

func ExampleAdvise() {
	policy := sim.Policy{Default: sim.RequiredVerify}
	delivery := sim.Delivery{
		Plan:     sim.Plan{Domain: "example.com", Setting: sim.RequiredVerify, Recipients: []string{"u@example.com"}},
		Tries:    []sim.Try{{Tried: sim.Tried{Candidate: sim.Candidate{Address: netip.MustParseAddrPort("192.0.2.1:25")}}}},
		Outcomes: []sim.Outcome{{Recipient: "u@example.com", Fate: sim.Deferred}},
	}
	changes, err := esa.Advise(policy, delivery)
	fmt.Println(changes[0].At, err)
	fmt.Println(changes[0].Text)
	// Output:
	// 192.0.2.1 <nil>
	// let it accept connections on port 25
}
