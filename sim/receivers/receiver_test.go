package receivers_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/policy"
	"mtalab/sim/receivers"
	"mtalab/sim/senders/esa"
)

func TestWhichAddressesMayBeTested(t *testing.T) {
	t.Parallel()
	for address, near := range map[string]bool{
		"127.0.0.1:25":           true,
		"127.3.4.5:25":           true,
		"[::1]:25":               true,
		"10.1.2.3:2525":          true,
		"172.31.255.255:25":      true,
		"192.168.0.1:25":         true,
		"[fd00::25]:25":          true,
		"[::ffff:10.0.0.1]:25":   true,
		"localhost:smtp":         true,
		"localhost.:25":          true,
		"LocalHost:25":           true,
		"mail.localhost:25":      true,
		"169.254.1.1:25":         false,
		"[fe80::1]:25":           false,
		"[fe80::1%lo]:25":        false,
		"[::ffff:169.254.1.1]:1": false,
		"224.0.0.1:25":           false,
		"[ff02::1]:25":           false,
		"172.32.0.1:25":          false,
		"192.0.2.1:25":           false,
		"[2001:db8::1]:25":       false,
		"[::ffff:192.0.2.1]:25":  false,
		"[fec0::1]:25":           false,
		"100.64.0.1:25":          false,
		"0.0.0.0:25":             false,
		"255.255.255.255:submit": false,
	} {
		_, err := receivers.Outside{Address: address}.Resolve(t.Context())
		if near {
			assert.NoError(t, err, address)
		} else {
			assert.Error(t, err, address)
		}
	}
	_, err := receivers.Outside{Address: "192.0.2.1:25"}.Resolve(t.Context())
	require.ErrorIs(t, err, receivers.ErrPublicAddress)
	forced, err := receivers.Outside{Address: "192.0.2.1:25", Force: true}.Resolve(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "192.0.2.1:25", forced.Name())
	for _, address := range []string{"169.254.169.254:80", "[::ffff:169.254.169.254]:80", "[fd00:ec2::254]:80", "100.100.100.200:80", "239.1.2.3:25"} {
		_, err := receivers.Outside{Address: address, Force: true}.Resolve(t.Context())
		require.ErrorIs(t, err, receivers.ErrNoMTA, "%s, even if it is forced", address)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"localhost", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", "::1:25", "", ":25", ".:25"} {
		_, err := receivers.Outside{Address: address}.Resolve(t.Context())
		assert.Error(t, err, address)
	}
}

// elsewhere is an MTA that no world knows of.
func elsewhere(t *testing.T, server *fakemta.Server) string {
	certificate := shown(t)
	server.Certificate = func(string) (*tls.Certificate, error) { return certificate, nil }
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server.Start(listener)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	return listener.Addr().String()
}

func shown(t *testing.T) *tls.Certificate {
	issuer, err := (&sim.Certificate{}).IssuedBy()
	require.NoError(t, err)
	authority, err := issuer.Authority()
	require.NoError(t, err)
	issued, err := authority.Issue(pki.Leaf{})
	require.NoError(t, err)
	certificate := issued.TLS()
	return &certificate
}

func run(t *testing.T, r sim.Receiver) result.Run {
	record, err := suite.Run(t.Context(), suite.Options{Receiver: r, Select: []text.Selection{{Path: "receiving"}}})
	require.NoError(t, err)
	return record
}

func TestAnMTAThatWasThereBefore(t *testing.T) {
	t.Parallel()
	server := &fakemta.Server{Users: map[string]string{"joe": "pass:word"}}
	server.Behaviour.Encrypted.Capabilities = append(fakemta.DefaultCapabilities(), "AUTH PLAIN")
	stated := receivers.Outside{
		Address: elsewhere(t, server), Policy: policy.IfOffered, Recipient: "postmaster@here.test", User: "joe", Password: "pass:word",
	}
	record := run(t, stated)
	assert.Zero(t, record.Count(result.Failed)+record.Count(result.Broken))
	assert.GreaterOrEqual(t, record.Count(result.Passed), 28)
	for _, session := range server.Sessions() {
		for _, message := range session.Messages() {
			assert.Equal(t, []string{"postmaster@here.test"}, message.To, "mail goes to no one else")
		}
	}

	stated.Recipient, stated.User = "", ""
	assert.Less(t, run(t, stated).Count(result.Passed), record.Count(result.Passed), "what is not stated is not tried")
}

func TestAVulnerableMTAThatWasThereBefore(t *testing.T) {
	t.Parallel()
	server := &fakemta.Server{Behaviour: fakemta.Behaviour{ExecutesInjected: true}}
	record := run(t, receivers.Outside{Address: elsewhere(t, server), Policy: policy.IfOffered})
	assert.Equal(t, 10, record.Count(result.Failed), "each injection under Preferred")
}

func TestNobodyListensThere(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	record := run(t, receivers.Outside{Address: listener.Addr().String(), Policy: policy.IfOffered})
	assert.NotZero(t, record.Count(result.Broken))
	assert.Zero(t, record.Count(result.Passed)+record.Count(result.Failed))
}

// TestAnMTAThatGoesAwayHasFailed: it was there, so that it is what is under test and not a mistake of who named it.
func TestAnMTAThatGoesAwayHasFailed(t *testing.T) {
	t.Parallel()
	server := &fakemta.Server{}
	outside, err := receivers.Outside{Address: elsewhere(t, server), Policy: policy.IfOffered}.Resolve(t.Context())
	require.NoError(t, err)
	record, err := suite.Run(t.Context(), suite.Options{
		Receiver: outside, Select: []text.Selection{{Path: "receiving/starttls.feature"}}, Jobs: 1,
		OnScenario: func(s result.Scenario) {
			if s.Status == result.Passed {
				assert.NoError(t, server.Close())
			}
		},
	})
	require.NoError(t, err)
	assert.Equal(t, 1, record.Count(result.Passed))
	assert.NotZero(t, record.Count(result.Failed))
	assert.Zero(t, record.Count(result.Broken))
	for _, scenario := range record.Scenarios {
		if scenario.Status == result.Failed {
			assert.Contains(t, scenario.Problem.Text, "it was there, and cannot be reached any more", scenario.Name)
		}
	}
}

func ExampleReceiver() {
	record, err := suite.Run(context.Background(), suite.Options{
		Receiver: esa.Receiver{},
		Select:   []text.Selection{{Path: "receiving/policy_required.feature"}},
	})
	fmt.Println(record.Sender, record.Count(result.Failed), err)
	// Output: receiver-esa 0 <nil>
}
