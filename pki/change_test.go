package pki_test

import (
	"crypto/tls"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"mtalab/pki"
)

// subjects are those of the certificates that a server sends, in order; that of what nobody can read is empty.
func subjects(t *testing.T, certificate *pki.Certificate) []string {
	t.Helper()
	var names []string
	state, err := handshake(t, certificate, tls.VersionTLS13)
	require.NoError(t, err)
	for _, sent := range state.PeerCertificates {
		names = append(names, sent.Subject.CommonName)
	}
	return names
}

func TestAChangeOfWhatIsSent(t *testing.T) {
	t.Parallel()
	const leaf, intermediate, root, stranger = "mx1.example.com", "mtalab intermediate CA", "mtalab root CA", "mtalab unrelated CA"
	for _, test := range []struct {
		kind pki.ChangeKind
		want []string
	}{
		{pki.SignatureAltered, []string{leaf, intermediate}},
		{pki.IntermediatesLeftOut, []string{leaf}},
		{pki.RootSent, []string{leaf, intermediate, root}},
		{pki.RootSentFirst, []string{leaf, root, intermediate}},
		{pki.UnrelatedSent, []string{leaf, intermediate, stranger}},
	} {
		t.Run(string(test.kind), func(t *testing.T) {
			t.Parallel()
			honestly, _ := honest().certificate(t)
			before := honestly.PEM()
			changed, err := honestly.Changed(pki.Change{Kind: test.kind})
			require.NoError(t, err)
			assert.Equal(t, test.want, subjects(t, changed))
			assert.Equal(t, before, honestly.PEM(), "the original is unharmed")
		})
	}
}

func TestAnAlteredSignatureIsRefusedByWhoChecksIt(t *testing.T) { // CE-18
	t.Parallel()
	certificate, root := honest().certificate(t)
	require.NoError(t, stageI(t, certificate, root, now))
	altered, err := certificate.Changed(pki.Change{Kind: pki.SignatureAltered})
	require.NoError(t, err)
	unknownAuthority("verification failure")(t, stageI(t, altered, root, now))
	assert.Equal(t, certificate.Leaf.RawTBSCertificate, altered.Leaf.RawTBSCertificate, "it says the same")
}

func TestAForeignKeyEndsTheHandshake(t *testing.T) { // CE-19
	t.Parallel()
	certificate, _ := honest().certificate(t)
	foreign, err := certificate.Changed(pki.Change{Kind: pki.ForeignKey})
	require.NoError(t, err)
	assert.Equal(t, certificate.Raw, foreign.Raw)
	_, err = handshake(t, foreign, tls.VersionTLS13)
	assert.ErrorContains(t, err, "invalid signature by the server certificate")
}

func TestAChainIsLengthenedToACount(t *testing.T) { // CE-40
	t.Parallel()
	certificate, _ := honest().certificate(t)
	for count, want := range map[int]int{0: 2, 2: 2, 3: 3, 1000: 1000} {
		longer, err := certificate.Changed(pki.Change{Kind: pki.ChainLengthened, Count: count})
		require.NoError(t, err)
		assert.Len(t, longer.Raw, want)
	}
}

func TestAResponseIsStapled(t *testing.T) { // CE-22
	t.Parallel()
	certificate, _ := honest().certificate(t)
	for _, status := range []pki.Status{pki.Good, pki.Revoked, pki.Unknown} {
		made := now.Add(-2 * time.Hour)
		stapled, err := certificate.Changed(pki.Change{Kind: pki.OCSPStapled, Status: status, ThisUpdate: made, NextUpdate: now})
		require.NoError(t, err)
		state, err := handshake(t, stapled, tls.VersionTLS13)
		require.NoError(t, err)
		response, err := ocsp.ParseResponseForCert(state.OCSPResponse, certificate.Leaf, certificate.Issuer.Certificate)
		require.NoError(t, err)
		assert.Equal(t, []any{int(status), made, now}, []any{response.Status, response.ThisUpdate, response.NextUpdate})
	}
	assert.Nil(t, certificate.OCSPStaple, "the original has none")
}

func TestChangesHappenOneAfterTheOther(t *testing.T) {
	t.Parallel()
	certificate, _ := honest().certificate(t)
	same, err := certificate.Changed()
	require.NoError(t, err)
	assert.Same(t, certificate, same)

	one, err := certificate.Changed(pki.Change{Kind: pki.IntermediatesLeftOut}, pki.Change{Kind: pki.RootSent})
	require.NoError(t, err)
	assert.Equal(t, []string{"mx1.example.com", "mtalab root CA"}, subjects(t, one))
	other, err := certificate.Changed(pki.Change{Kind: pki.RootSent}, pki.Change{Kind: pki.IntermediatesLeftOut})
	require.NoError(t, err)
	assert.Equal(t, []string{"mx1.example.com"}, subjects(t, other))
}

func TestAChangeThatCannotHappenIsAnError(t *testing.T) {
	t.Parallel()
	issued, _ := honest().certificate(t)
	byEdwards := honest()
	byEdwards.intermediate.Key = pki.Ed25519
	edwards, _ := byEdwards.certificate(t)
	alone, err := pki.SelfSigned(pki.Leaf{CommonName: "mx1.example.com"})
	require.NoError(t, err)
	for _, test := range []struct {
		sentence    string
		certificate *pki.Certificate
		change      pki.Change
		says        string
	}{
		{"of an unknown kind", issued, pki.Change{Kind: "eaten"}, "a certificate eaten: unknown kind of change"},
		{"of no kind", issued, pki.Change{}, "unknown kind of change"},
		{"a staple where there is no issuer", alone, pki.Change{Kind: pki.OCSPStapled}, "a certificate shown with an OCSP response: want a certificate with an issuer, who alone can respond"},
		{"the root first where there is no intermediate", alone, pki.Change{Kind: pki.RootSentFirst}, "a certificate sent with its root before its intermediate: a chain of 1 certificates: want leaf, intermediate and root"},
		{"a staple of an issuer whose key cannot sign one", edwards, pki.Change{Kind: pki.OCSPStapled}, "a certificate shown with an OCSP response: "},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			changed, err := test.certificate.Changed(pki.Change{Kind: pki.ForeignKey}, test.change)
			require.ErrorContains(t, err, test.says)
			assert.Nil(t, changed)
		})
	}
}
