package esa

import (
	"crypto/tls"
	"net/netip"
	"testing"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

var failures = map[string]failure{
	"Verify finds no name": {
		setting: RequiredVerify, fate: evidence.Deferred,
		advice: map[string]evidence.Fate{
			"add example.com to the certificate's DNS names":                                evidence.DeliveredVerified,
			"make example.com the certificate's Common Name":                                evidence.DeliveredVerified,
			"make ptr-a.rev.not the certificate's Common Name":                              evidence.DeliveredVerified,
			"give 192.0.2.1 the PTR record other.not, and other.not the A record 192.0.2.1": evidence.DeliveredVerified,
		},
	},
	"Hosted finds no name and does not look at the right Common Name": {
		setting: RequiredVerifyHosted, fate: evidence.Deferred, spoil: certified([]string{"x.not"}, "example.com"),
		advice: map[string]evidence.Fate{
			"add example.com to the certificate's DNS names":                                        evidence.DeliveredVerified,
			"add mx01.hosted.not to the certificate's DNS names":                                    evidence.DeliveredVerified,
			"take the DNS names out of the certificate, so that its Common Name example.com counts": evidence.DeliveredVerified,
		},
	},
	"Hosted by a route does not look at the MX name": {
		setting: RequiredVerifyHosted, fate: evidence.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			certified(nil, "mx01.hosted.not")(t, world, mta)
			give(t, world, "relay.partner.not", "A", "192.0.2.1")
			world.Policy.Routes = []policy.Route{{Domain: "example.com", Hosts: []policy.RouteHost{{Name: "relay.partner.not"}}}}
		},
		advice: map[string]evidence.Fate{
			"add example.com to the certificate's DNS names":       evidence.DeliveredVerified,
			"add relay.partner.not to the certificate's DNS names": evidence.DeliveredVerified,
			"make example.com the certificate's Common Name":       evidence.DeliveredVerified,
			"make relay.partner.not the certificate's Common Name": evidence.DeliveredVerified,
		},
	},
	"the reverse name of an IPv4 address leads elsewhere": {
		setting: PreferredVerify, fate: evidence.DeliveredEncrypted,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			certified([]string{"x.not"}, "*.rev.not")(t, world, mta)
			give(t, world, "ptr-a.rev.not", "A", "203.0.113.9")
		},
		advice: map[string]evidence.Fate{
			"add example.com to the certificate's DNS names":                                                         evidence.DeliveredVerified,
			"make example.com the certificate's Common Name":                                                         evidence.DeliveredVerified,
			"give ptr-a.rev.not the A record 192.0.2.1: it is the reverse name of that address, and leads elsewhere": evidence.DeliveredVerified,
		},
	},
	"the reverse name of an IPv6 address leads elsewhere": {
		setting: RequiredVerify, fate: evidence.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			certified(nil, "ptr-a.rev.not")(t, world, mta)
			mta.Address = netip.MustParseAddr("2001:db8::1")
			give(t, world, "mx01.hosted.not", "AAAA", "2001:db8::1")
			world.Policy.Options = map[string]string{"address_family": "ipv6"}
			give(t, world, "2001:db8::1", "PTR", "ptr-a.rev.not")
		},
		advice: map[string]evidence.Fate{
			"add example.com to the certificate's DNS names":                                                              evidence.DeliveredVerified,
			"make example.com the certificate's Common Name":                                                              evidence.DeliveredVerified,
			"give ptr-a.rev.not the AAAA record 2001:db8::1: it is the reverse name of that address, and leads elsewhere": evidence.DeliveredVerified,
		},
	},
	"the certificate has no name at all": {
		setting: RequiredVerifyHosted, fate: evidence.Deferred, spoil: certified(nil, ""),
		advice: map[string]evidence.Fate{
			"add example.com to the certificate's DNS names":     evidence.DeliveredVerified,
			"add mx01.hosted.not to the certificate's DNS names": evidence.DeliveredVerified,
			"make example.com the certificate's Common Name":     evidence.DeliveredVerified,
			"make mx01.hosted.not the certificate's Common Name": evidence.DeliveredVerified,
		},
	},
	"RFC 9525 leaves the Common Name out": {
		setting: RequiredVerify, fate: evidence.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			certified(nil, "example.com")(t, world, mta)
			world.Policy.Options = map[string]string{"common_name": "rfc9525"}
		},
		advice: map[string]evidence.Fate{"add example.com to the certificate's DNS names": evidence.DeliveredVerified},
	},
	"an address literal has no name to compare with": {
		setting: RequiredVerifyHosted, fate: evidence.Deferred, recipient: "u@[192.0.2.1]",
		advice: map[string]evidence.Fate{"choose another setting: no certificate can match here, as there is no name to compare it with": evidence.DeliveredEncrypted},
		mend:   func(_ *testing.T, world *sim.World, _ *sim.MTA) { world.Policy.Default = Required },
	},
	"STARTTLS is not offered": {
		setting: RequiredVerify, fate: evidence.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			isNamedRight(t, world, mta)
			mta.Behaviour.Plain.Capabilities = []string{"8BITMIME"}
		},
		advice: map[string]evidence.Fate{"let it offer STARTTLS in its reply to EHLO": evidence.DeliveredVerified},
		mend:   behaves,
	},
	"STARTTLS is refused and the mail goes in plaintext": {
		setting: Preferred, fate: evidence.DeliveredPlaintext, spoil: answers("STARTTLS", "454 4.7.0 Not now"),
		advice: map[string]evidence.Fate{`let it answer STARTTLS with 220 (the answer was "454 4.7.0 Not now")`: evidence.DeliveredEncrypted},
		mend:   behaves,
	},
	"an attacker strips STARTTLS": {
		setting: Preferred, fate: evidence.DeliveredPlaintext,
		spoil: func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
			mta.Attacker = &sim.Attacker{Strips: []string{"STARTTLS"}}
		},
		advice: map[string]evidence.Fate{"let it offer STARTTLS in its reply to EHLO": evidence.DeliveredEncrypted},
		mend:   func(_ *testing.T, _ *sim.World, mta *sim.MTA) { mta.Attacker = nil },
	},
	"the handshake fails": {
		setting: Required, fate: evidence.Deferred,
		spoil: func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
			mta.Behaviour.MaxVersion, mta.Behaviour.MinVersion = tls.VersionTLS10, tls.VersionTLS10
		},
		advice: map[string]evidence.Fate{"let it complete the TLS handshake (no TLS session after the 220: tls: protocol version not supported)": evidence.DeliveredEncrypted},
		mend:   behaves,
	},
	"the certificate is self-signed": {
		setting: RequiredVerifyHosted, fate: evidence.Deferred,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			isNamedRight(t, world, mta)
			mta.Shows.SelfSigned = true
		},
		advice: map[string]evidence.Fate{"let it show a certificate with all intermediates up to an authority that the sender trusts; only then are its names compared": evidence.DeliveredVerified},
		mend:   isNamedRight,
	},
	"nobody listens": {
		setting: RequiredVerify, fate: evidence.Deferred,
		spoil:  func(t *testing.T, world *sim.World, mta *sim.MTA) { isNamedRight(t, world, mta); mta.Refuses = true },
		advice: map[string]evidence.Fate{"let it accept connections on port 25": evidence.DeliveredVerified},
		mend:   func(_ *testing.T, _ *sim.World, mta *sim.MTA) { mta.Refuses = false },
	},
	"the server is busy": {
		setting: No, fate: evidence.Deferred,
		spoil: func(_ *testing.T, _ *sim.World, mta *sim.MTA) {
			mta.Behaviour.Plain.Greeting.Text = "421 4.3.2 Busy"
		},
		advice: map[string]evidence.Fate{`let it greet with 220 (the answer was "421 4.3.2 Busy")`: evidence.DeliveredPlaintext},
		mend:   behaves,
	},
	"EHLO is answered with a temporary error": {
		setting: Preferred, fate: evidence.Deferred, spoil: answers("EHLO", "451 4.3.0 Later"),
		advice: map[string]evidence.Fate{`let it answer EHLO with 250 (the answer was "451 4.3.0 Later")`: evidence.DeliveredEncrypted},
		mend:   behaves,
	},
	"the recipient is refused inside TLS": {
		setting: RequiredVerify, fate: evidence.Bounced,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			isNamedRight(t, world, mta)
			mta.Behaviour.Encrypted.Replies = map[string]fakemta.Reply{"RCPT": {Text: "550 5.1.1 No such user"}}
		},
		advice: map[string]evidence.Fate{`let it accept RCPT inside TLS (the answer was "550 5.1.1 No such user")`: evidence.DeliveredVerified},
		mend:   behaves,
	},
	"the names are wrong, and the server knows only HELO inside TLS": {
		setting: PreferredVerify, fate: evidence.DeliveredEncrypted,
		spoil: func(t *testing.T, world *sim.World, mta *sim.MTA) {
			certified([]string{"x.not"}, "")(t, world, mta)
			mta.Behaviour.Encrypted.Replies = map[string]fakemta.Reply{"EHLO": {Text: "502 5.5.1 What?"}}
		},
		advice: map[string]evidence.Fate{
			"add example.com to the certificate's DNS names": evidence.DeliveredVerified,
			"make example.com the certificate's Common Name": evidence.DeliveredVerified,
		},
	},
	"the setting never looks at a certificate": {
		setting: Required, fate: evidence.DeliveredEncrypted, spoil: isNamedRight,
		advice: map[string]evidence.Fate{`choose a setting that verifies: "Required" never looks at a certificate`: evidence.DeliveredVerified},
		mend:   func(_ *testing.T, world *sim.World, _ *sim.MTA) { world.Policy.Default = RequiredVerify },
	},
	"the setting never starts TLS": {
		setting: No, fate: evidence.DeliveredPlaintext,
		advice: map[string]evidence.Fate{`choose a setting that starts TLS: "No" never does`: evidence.DeliveredEncrypted},
		mend:   func(_ *testing.T, world *sim.World, _ *sim.MTA) { world.Policy.Default = Preferred },
	},
	"the domain has a null MX": {
		setting: Preferred, fate: evidence.Bounced,
		spoil:  func(t *testing.T, world *sim.World, _ *sim.MTA) { give(t, world, "example.com", "MX", ".") },
		advice: map[string]evidence.Fate{"the domain says that it accepts no mail: its owner must replace the null MX by one that names a host": evidence.DeliveredEncrypted},
		mend: func(t *testing.T, world *sim.World, _ *sim.MTA) {
			give(t, world, "example.com", "MX", "10 mx01.hosted.not")
		},
	},
	"the domain does not exist": {
		setting: Preferred, fate: evidence.Bounced, recipient: "u@brand.not",
		advice: map[string]evidence.Fate{"the recipient domain must exist in DNS": evidence.DeliveredEncrypted},
		mend: func(t *testing.T, world *sim.World, _ *sim.MTA) {
			give(t, world, "brand.not", "MX", "10 mx01.hosted.not")
		},
	},
}
