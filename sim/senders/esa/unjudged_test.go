package esa

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// A certificate that Go's TLS refuses, though nobody looks at it: a deferral would be the model's, and not the product's
// (ESA-11 to ESA-13). Those settings that deliver only what is verified defer whatever cannot be read.
func TestACertificateThatGoRefusesIsNotJudged(t *testing.T) {
	t.Parallel()
	for sentence, leaf := range map[string]pki.Leaf{
		"an e-mail address that is not IA5": {Emails: []string{"\xff@example.com"}},
		"a URI that is none":                {OtherNames: []string{"\x86\x03://"}},
	} {
		for _, setting := range []policy.Setting{Preferred, Required, PreferredVerify, RequiredVerify, RequiredVerifyHosted} {
			t.Run(sentence+": "+setting.Name, func(t *testing.T) {
				t.Parallel()
				described := certificateWorld(t, &sim.Certificate{Leaf: leaf})
				described.Policy.Default = setting
				world := start(t, described, Sender{})
				outcomes, err := world.Send(t.Context(), evidence.Message{From: "a@sender.test", To: []string{"u@example.com"}, Data: []byte("\r\n")})
				if setting == RequiredVerify || setting == RequiredVerifyHosted {
					require.NoError(t, err)
					assert.Equal(t, evidence.Deferred, outcomes[0].Fate)
					return
				}
				require.ErrorIs(t, err, sim.ErrNotSupported)
				assert.ErrorContains(t, err, "Go's TLS refuses the server's certificate")
			})
		}
	}
}

// What Go reads is judged: a negative serial number is read by go.mod's godebug (CE-47).
func TestACertificateThatIsReadIsJudged(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence string
		leaf     pki.Leaf
		want     evidence.Problem
	}{
		{"a negative serial number", pki.Leaf{NegativeSerial: true}, evidence.Malformed},
		{"no purpose", pki.Leaf{NoPurpose: true}, evidence.NotForServers},
		{"another purpose", pki.Leaf{ExtKeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}}, evidence.NotForServers},
		{"any purpose", pki.Leaf{ExtKeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}, ""},
		{"an SRV name alone beside the DNS name", pki.Leaf{SRVNames: []string{"_smtp.example.com"}}, ""},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			found, ran := judged(t, certificateWorld(t, &sim.Certificate{Leaf: test.leaf}))
			assert.Equal(t, test.want, found.Problem, ran.Trail)
		})
	}
}
