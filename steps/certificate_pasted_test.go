package steps_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/pki"
	"mtalab/sim/senders/esa"
)

// withPasted runs a scenario in which the MTA of example.com has the names of a certificate.
func withPasted(t *testing.T, pasted, then string) result.Scenario {
	t.Helper()
	return recordWithPasted(t, pasted, then).Scenarios[0]
}

func recordWithPasted(t *testing.T, pasted, then string) result.Run {
	t.Helper()
	const world = "Feature: A certificate\nScenario: One\nGiven these DNS records:\n| example.com | MX | 10 mx1.example.com |\n| mx1.example.com | A | 192.0.2.1 |\n" +
		"And the TLS setting for example.com is \"Required - Verify Hosted Domains\"\n"
	record, err := suite.Run(context.Background(), suite.Options{
		Sender: esa.Sender{},
		Files: fstest.MapFS{"one.feature": {Data: []byte(world + docString("And an MTA at 192.0.2.1 with the names of this certificate:", pasted) +
			"When a message is sent to bob@example.com\n" + then)}},
		Details: true,
	})
	require.NoError(t, err)
	require.Len(t, record.Scenarios, 1)
	return record
}

// pasted is a certificate of a root that no sender knows, in PEM.
func pasted(t *testing.T, leaf pki.Leaf) string {
	t.Helper()
	certificate, err := pki.SelfSigned(leaf)
	require.NoError(t, err)
	return string(certificate.PEM())
}

func TestAPastedCertificateIsShownAsOneOfTheWorld(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		leaf pki.Leaf
		then string
	}{
		"a DNS name":  {pki.Leaf{DNSNames: []string{"mx1.example.com"}}, "Then the message is delivered verified\nAnd the certificate matches by SAN~MX"},
		"a CN alone":  {pki.Leaf{CommonName: "example.com"}, "Then the message is delivered verified\nAnd the certificate matches by CN~recipient"},
		"no name":     {pki.Leaf{}, "Then the message is deferred\nAnd no name of the certificate matches"},
		"other names": {pki.Leaf{CommonName: "example.com", DNSNames: []string{"*.example.org"}}, "Then the message is deferred\nAnd no name of the certificate matches"},
		"an expired one": {pki.Leaf{DNSNames: []string{"example.com"}, NotAfter: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)},
			"Then the message is deferred\nAnd the certificate is rejected as expired"},
		"one that is not yet valid": {pki.Leaf{DNSNames: []string{"example.com"}, NotBefore: time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC)},
			"Then the message is deferred\nAnd the certificate is rejected as not yet valid"},
		"an RSA key": {pki.Leaf{DNSNames: []string{"example.com"}, Key: pki.RSA2048}, "Then the message is delivered verified"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ran := withPasted(t, pasted(t, c.leaf), c.then+"\n")
			assert.Equal(t, result.Passed, ran.Status, "%v\n%s", ran.Problem, ran.Story)
		})
	}
}

func TestAPrivateKeyThatIsPastedStandsNowhere(t *testing.T) {
	t.Parallel()
	certificate, err := pki.SelfSigned(pki.Leaf{})
	require.NoError(t, err)
	key, err := certificate.KeyPEM()
	require.NoError(t, err)
	secret := strings.Split(string(key), "\n")[1]
	record := recordWithPasted(t, string(certificate.PEM())+string(key), "Then the message is deferred\n")
	ran := record.Scenarios[0]
	assert.Equal(t, result.Broken, ran.Status)
	require.NotNil(t, ran.Problem)
	assert.Contains(t, ran.Problem.Text, "the certificate of the MTA at 192.0.2.1: a private key stands there")
	assert.NotContains(t, ran.Problem.Text+ran.Story, secret)
	require.NotNil(t, ran.Detail)
	whole, err := json.Marshal(record)
	require.NoError(t, err)
	assert.NotContains(t, string(whole), secret)
	step := ran.Detail.Steps[2]
	require.NotNil(t, step.DocString)
	assert.NotContains(t, step.DocString.Text, secret)
	assert.Contains(t, step.DocString.Text, "(a private key, not shown)")
}

func TestWhatIsPastedInPlaceOfACertificateIsSaidAtTheStep(t *testing.T) {
	t.Parallel()
	ran := withPasted(t, "mx1.example.com", "Then the message is deferred\n")
	assert.Equal(t, result.Broken, ran.Status)
	require.NotNil(t, ran.Problem)
	assert.Equal(t, "an MTA at 192.0.2.1 with the names of this certificate:", ran.Problem.Step)
	assert.Contains(t, ran.Problem.Text, "want a certificate in PEM, from -----BEGIN CERTIFICATE-----")
}
