package pki_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

func TestKindsOfKeysAreWrittenAsTextAndReadBack(t *testing.T) {
	t.Parallel()
	for _, kind := range []pki.KeyKind{pki.P256, pki.Ed25519, pki.RSA2048, pki.P384, pki.P521} {
		written, err := kind.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, kind.String(), string(written))
		read := pki.KeyKind(99)
		require.NoError(t, read.UnmarshalText(written))
		assert.Equal(t, kind, read)
	}
	kind := pki.P521
	assert.EqualError(t, kind.UnmarshalText([]byte("DSA")), `unknown kind of key "DSA": known are P-256, Ed25519, RSA-2048, P-384, P-521`)
	assert.Equal(t, pki.P521, kind, "it changes nothing")
	_, err := pki.KeyKind(99).MarshalText()
	assert.EqualError(t, err, "unknown kind of key: KeyKind(99)")
}

func TestStatusesAreWrittenAsTextAndReadBack(t *testing.T) {
	t.Parallel()
	for text, status := range map[string]pki.Status{"good": pki.Good, "revoked": pki.Revoked, "unknown": pki.Unknown} {
		parsed, err := pki.ParseStatus(text)
		require.NoError(t, err)
		assert.Equal(t, status, parsed)
		written, err := status.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, text, string(written))
		read := pki.Status(99)
		require.NoError(t, read.UnmarshalText(written))
		assert.Equal(t, status, read)
	}
	for _, text := range []string{"", "Good", "fine"} {
		status := pki.Unknown
		err := status.UnmarshalText([]byte(text))
		assert.ErrorContains(t, err, `unknown status "`+text+`": want one of good, revoked, unknown`)
		assert.Equal(t, pki.Unknown, status, "it changes nothing")
	}
	for _, status := range []pki.Status{-1, 99} {
		_, err := status.MarshalText()
		assert.ErrorContains(t, err, "unknown status")
	}
}

func TestDescriptionsAreWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	root := pki.Root{CommonName: "a root", Key: pki.RSA2048, NotAfter: now}
	intermediate := pki.Intermediate{Key: pki.P384, MaxPathLenZero: true, PermittedDNSDomains: []string{"example.com"}, CRLURLs: []string{"http://crl.not/a"}}
	leaf := pki.Leaf{DNSNames: []string{"example.com"}, Key: pki.Ed25519, NotBefore: now.Add(-time.Hour)}
	change := pki.Change{Kind: pki.OCSPStapled, Status: pki.Revoked, ThisUpdate: now}
	type described struct {
		Root         pki.Root
		Intermediate pki.Intermediate
		Leaf         pki.Leaf
		Change       pki.Change
	}
	whole := described{root, intermediate, leaf, change}
	written, err := json.Marshal(whole)
	require.NoError(t, err)
	assert.Contains(t, string(written), `"Change":{"kind":"shown with an OCSP response","status":"revoked","thisUpdate":"2031-05-14T09:26:53Z"}`)
	var read described
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, whole, read)
}
