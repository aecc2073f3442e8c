package esa_test

import (
	"crypto/tls"
	"net/netip"
	"testing"

	"mtalab/fakemta"
	"mtalab/sim"
)

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
	"the names are wrong, and the server knows only HELO inside TLS": {
		setting: sim.PreferredVerify, fate: sim.DeliveredEncrypted,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			names([]string{"x.not"}, "")(t, world, mta)
			mta.Server.Behaviour.Encrypted.Replies = map[string]fakemta.Reply{"EHLO": {Text: "502 5.5.1 What?"}}
		},
		advice: map[string]sim.Fate{
			"add example.com to the certificate's DNS names": sim.DeliveredVerified,
			"make example.com the certificate's Common Name": sim.DeliveredVerified,
		},
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
