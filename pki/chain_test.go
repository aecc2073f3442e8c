package pki_test

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

const day = 24 * time.Hour

// The rows of the catalogue that stage I accepts. The first is the world that every refused row differs from by one thing.
func TestStageIAccepts(t *testing.T) {
	t.Parallel()
	for title, change := range map[string]func(*world){
		"CE-01 a root, an intermediate and a leaf, all sent properly": func(*world) {},
		"CE-14 no extended key usage at all":                          func(w *world) { w.leaf.NoExtKeyUsage = true },
		"CE-16 name constraints that permit the name": func(w *world) {
			w.intermediate.PermittedDNSDomains = []string{"example.com"}
		},
		"CE-28 an ECDSA leaf":   func(w *world) { w.leaf.Key = pki.P256 },
		"CE-29 an Ed25519 leaf": func(w *world) { w.leaf.Key = pki.Ed25519 },
		"a P-384 leaf":          func(w *world) { w.leaf.Key = pki.P384 },
		"a P-521 leaf":          func(w *world) { w.leaf.Key = pki.P521 },
		"an RSA leaf":           func(w *world) { w.leaf.Key = pki.RSA2048 },
		"an RSA intermediate":   func(w *world) { w.intermediate.Key = pki.RSA2048 },
		"an Ed25519 root":       func(w *world) { w.root.Key = pki.Ed25519 },
		"CE-30 a chain in disorder": func(w *world) {
			w.sent = func(_ *testing.T, c *pki.Certificate) *pki.Certificate { return c.WithRoot().Reordered(0, 2, 1) }
		},
		"CE-31 an unrelated certificate in the chain": func(w *world) {
			w.sent = func(t *testing.T, c *pki.Certificate) *pki.Certificate {
				other, err := pki.NewRoot(pki.Root{CommonName: "unrelated"})
				require.NoError(t, err)
				return c.WithExtra(other.Certificate)
			}
		},
		"CE-32 the root sent along": func(w *world) {
			w.sent = func(_ *testing.T, c *pki.Certificate) *pki.Certificate { return c.WithRoot() }
		},
		"CE-39 an empty subject":                func(w *world) { w.leaf.CommonName = "" },
		"a path length that allows leaves only": func(w *world) { w.intermediate.MaxPathLenZero = true },
		"a large certificate":                   func(w *world) { w.leaf.Padding = 64 << 10 },
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			w := honest()
			change(&w)
			certificate, root := w.certificate(t)
			assert.NoError(t, stageI(t, certificate, root, now))
		})
	}
}

// reason is the check that a refusal gives this reason.
func reason(wanted x509.InvalidReason) func(*testing.T, error) {
	return func(t *testing.T, err error) {
		var invalid x509.CertificateInvalidError
		require.ErrorAs(t, err, &invalid)
		assert.Equal(t, wanted, invalid.Reason)
	}
}

// unknownAuthority is the check that no chain could be built, and of the hint that Go gives why not.
func unknownAuthority(hint string) func(*testing.T, error) {
	return func(t *testing.T, err error) {
		var unknown x509.UnknownAuthorityError
		require.ErrorAs(t, err, &unknown)
		if hint == "" {
			assert.NotContains(t, err.Error(), "possibly because")
			return
		}
		assert.ErrorContains(t, err, hint)
	}
}

// The rows that stage I refuses: each is the honest world with one change, so it is the change that is refused.
func TestStageIRefuses(t *testing.T) {
	t.Parallel()
	const cannotSign = "parent certificate cannot sign this kind of certificate"
	for _, row := range []struct {
		title   string
		change  func(*world)
		refused func(*testing.T, error)
	}{
		{"CE-03 the intermediate not sent", func(w *world) {
			w.sent = func(_ *testing.T, c *pki.Certificate) *pki.Certificate { return c.WithoutIntermediates() }
		}, unknownAuthority("")},
		{"CE-04 a self-signed leaf", func(w *world) {
			w.sent = func(t *testing.T, _ *pki.Certificate) *pki.Certificate {
				certificate, err := pki.SelfSigned(honest().leaf)
				require.NoError(t, err)
				return certificate
			}
		}, unknownAuthority("")},
		{"CE-05 another root trusted, of another name", func(w *world) {
			w.trusted = func(t *testing.T, _ *pki.Authority) *pki.Authority {
				other, err := pki.NewRoot(pki.Root{CommonName: "other"})
				require.NoError(t, err)
				return other
			}
		}, unknownAuthority("")},
		{"CE-05 another root trusted, that looks alike", func(w *world) {
			w.trusted = func(t *testing.T, _ *pki.Authority) *pki.Authority {
				other, err := pki.NewRoot(pki.Root{})
				require.NoError(t, err)
				return other
			}
		}, unknownAuthority("verification failure")},
		{"CE-06 an expired leaf", func(w *world) { w.leaf.NotAfter = now.Add(-day) }, reason(x509.Expired)},
		{"CE-07 a leaf not yet valid", func(w *world) { w.leaf.NotBefore = now.Add(day) }, reason(x509.Expired)},
		{"an expired intermediate", func(w *world) { w.intermediate.NotAfter = now.Add(-day) }, reason(x509.Expired)},
		{"an intermediate not yet valid", func(w *world) { w.intermediate.NotBefore = now.Add(day) }, reason(x509.Expired)},
		{"CE-09 an expired root", func(w *world) { w.root.NotAfter = now.Add(-day) }, reason(x509.Expired)},
		{"CE-10 the issuer is no CA", func(w *world) { w.intermediate.NotCA = true }, unknownAuthority(cannotSign)},
		{"CE-11 the issuer lacks keyCertSign", func(w *world) { w.intermediate.NoCertSign = true }, unknownAuthority(cannotSign)},
		{"CE-13 good for clients only", func(w *world) {
			w.leaf.ExtKeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}, reason(x509.IncompatibleUsage)},
		{"CE-16 name constraints that permit another name", func(w *world) {
			w.intermediate.PermittedDNSDomains = []string{"other.not"}
		}, reason(x509.CANotAuthorizedForThisName)},
		{"CE-16 name constraints that exclude the name", func(w *world) {
			w.intermediate.ExcludedDNSDomains = []string{"example.com"}
		}, reason(x509.CANotAuthorizedForThisName)},
		{"CE-17 an unknown critical extension", func(w *world) { w.leaf.UnknownCriticalExtension = true }, func(t *testing.T, err error) {
			assert.ErrorAs(t, err, &x509.UnhandledCriticalExtension{})
		}},
		{"CE-18 altered after signing", func(w *world) {
			w.sent = func(_ *testing.T, c *pki.Certificate) *pki.Certificate { return c.Altered() }
		}, unknownAuthority("ECDSA verification failure")},
		{"CE-27 ECDSA over SHA-1", func(w *world) { w.leaf.SHA1 = true }, unknownAuthority("insecure algorithm ECDSA-SHA1")},
		{"CE-27 RSA over SHA-1", func(w *world) {
			w.leaf.SHA1, w.intermediate.Key = true, pki.RSA2048
		}, unknownAuthority("insecure algorithm SHA1-RSA")},
		{"an intermediate that has expired", func(w *world) { w.intermediate.NotAfter = now.Add(-time.Minute) }, reason(x509.Expired)},
		{"a root that has expired", func(w *world) { w.root.NotAfter = now.Add(-time.Minute) }, reason(x509.Expired)},
	} {
		t.Run(row.title, func(t *testing.T) {
			t.Parallel()
			w := honest()
			row.change(&w)
			certificate, root := w.certificate(t)
			row.refused(t, stageI(t, certificate, root, now))
		})
	}
}

func TestALeafSignedByTheRootNeedsNoChain(t *testing.T) { // CE-02
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	certificate, err := root.Issue(honest().leaf)
	require.NoError(t, err)
	assert.Len(t, certificate.Raw, 1)
	assert.NoError(t, stageI(t, certificate, root, now))
}

func TestALeafExpiresBetweenTwoAttempts(t *testing.T) { // CE-34
	t.Parallel()
	w := honest()
	w.leaf.NotAfter = now.Add(15 * time.Minute)
	certificate, root := w.certificate(t)
	assert.NoError(t, stageI(t, certificate, root, now))
	reason(x509.Expired)(t, stageI(t, certificate, root, now.Add(30*time.Minute)))
}

func TestPathLengthIsCounted(t *testing.T) { // R5280-2
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	issuedBelow := func(upper pki.Intermediate) *pki.Certificate {
		above, err := root.Intermediate(upper)
		require.NoError(t, err)
		below, err := above.Intermediate(pki.Intermediate{CommonName: "lower"})
		require.NoError(t, err)
		certificate, err := below.Issue(honest().leaf)
		require.NoError(t, err)
		require.Len(t, certificate.Raw, 3)
		return certificate
	}
	assert.NoError(t, stageI(t, issuedBelow(pki.Intermediate{}), root, now))
	assert.NoError(t, stageI(t, issuedBelow(pki.Intermediate{MaxPathLen: 1}), root, now))
	reason(x509.TooManyIntermediates)(t, stageI(t, issuedBelow(pki.Intermediate{MaxPathLenZero: true}), root, now))
}

func TestOneDeviationOfAnIssuerLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	notCA, err := root.Intermediate(pki.Intermediate{NotCA: true})
	require.NoError(t, err)
	noCertSign, err := root.Intermediate(pki.Intermediate{NoCertSign: true})
	require.NoError(t, err)

	constrained, err := root.Intermediate(pki.Intermediate{PermittedDNSDomains: []string{"example.com"}})
	require.NoError(t, err)

	assert.True(t, constrained.Certificate.PermittedDNSDomainsCritical)
	assert.True(t, constrained.Certificate.IsCA)
	assert.False(t, notCA.Certificate.IsCA)
	assert.NotZero(t, notCA.Certificate.KeyUsage&x509.KeyUsageCertSign)
	assert.True(t, noCertSign.Certificate.IsCA)
	assert.Zero(t, noCertSign.Certificate.KeyUsage&x509.KeyUsageCertSign)
	assert.NotZero(t, noCertSign.Certificate.KeyUsage&x509.KeyUsageCRLSign)
}
