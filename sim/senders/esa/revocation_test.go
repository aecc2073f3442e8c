package esa

import (
	"crypto/x509"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

const crlURL = "http://crl.ca.not/ca.crl"

// serve has a web server serve a page as the CRL.
func serve(world *sim.World, page sim.Page) *sim.Web {
	web := &sim.Web{Address: netip.MustParseAddr("192.0.2.80"), Pages: map[string]sim.Page{"crl.ca.not/ca.crl": page}}
	world.Web = append(world.Web, web)
	return web
}

// body is a page of what was made without an error.
func body(t *testing.T) func(content []byte, err error) sim.Page {
	return func(content []byte, err error) sim.Page {
		t.Helper()
		require.NoError(t, err)
		return sim.Page{Body: content}
	}
}

// leafOf is the certificate of the only MTA, as its world will issue it.
func leafOf(t *testing.T, world *sim.World) *x509.Certificate {
	t.Helper()
	leaf := world.MTAs[0].Shows.Leaf
	leaf.Now = world.Instant
	certificate, err := authority(t).Issue(leaf)
	require.NoError(t, err)
	return certificate.Leaf
}

// torn is a page that the web server cannot make: it lists the certificate of an MTA that has none that can be issued.
func torn(_ *testing.T, world *sim.World) sim.Page {
	mta := &sim.MTA{Address: netip.MustParseAddr("192.0.2.9"), Shows: &sim.Certificate{Changes: []pki.Change{{Kind: "torn"}}}}
	world.MTAs = append(world.MTAs, mta)
	return sim.Page{CRL: &sim.CRLPage{URL: crlURL, Revoked: []netip.AddrPort{mta.AddrPort()}}}
}

func TestACRLIsReadWithCare(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	stranger, err := below(pki.Intermediate{CommonName: "another CA"}).Authority()
	require.NoError(t, err)
	for _, test := range []struct {
		sentence   string
		page       func(t *testing.T, world *sim.World) sim.Page
		soft, hard evidence.Problem
	}{
		{"it is current, and does not list the certificate", func(t *testing.T, _ *sim.World) sim.Page {
			return body(t)(authority(t).CRL(pki.CRL{}))
		}, "", ""},
		{"it lists the certificate", func(t *testing.T, world *sim.World) sim.Page {
			return body(t)(authority(t).CRL(pki.CRL{Revoked: []*x509.Certificate{leafOf(t, world)}}))
		}, evidence.Revoked, evidence.Revoked},
		{"it lists the certificate, and is out of date (AMB-45)", func(t *testing.T, world *sim.World) sim.Page {
			return body(t)(authority(t).CRL(pki.CRL{Revoked: []*x509.Certificate{leafOf(t, world)}, ThisUpdate: time.Now().Add(-8 * day), NextUpdate: time.Now().Add(-day)}))
		}, "", evidence.RevocationUnchecked},
		{"it is from tomorrow", func(t *testing.T, _ *sim.World) sim.Page {
			return body(t)(authority(t).CRL(pki.CRL{ThisUpdate: time.Now().Add(day)}))
		}, "", evidence.RevocationUnchecked},
		{"another authority has signed it", func(t *testing.T, world *sim.World) sim.Page {
			return body(t)(stranger.CRL(pki.CRL{Revoked: []*x509.Certificate{leafOf(t, world)}}))
		}, "", evidence.RevocationUnchecked},
		{"it is no list", func(*testing.T, *sim.World) sim.Page { return sim.Page{Body: []byte("<html>")} }, "", evidence.RevocationUnchecked},
		{"it is larger than 1 MiB", func(t *testing.T, _ *sim.World) sim.Page {
			many := slices.Repeat([]*x509.Certificate{{SerialNumber: big.NewInt(1 << 60)}}, 1<<20/20)
			return body(t)(authority(t).CRL(pki.CRL{Revoked: many}))
		}, "", evidence.RevocationUnchecked},
		{"the web server has an error", torn, "", evidence.RevocationUnchecked},
	} {
		for reading, want := range map[string]evidence.Problem{"soft": test.soft, "hard": test.hard} {
			t.Run(reading+": "+test.sentence, func(t *testing.T) {
				t.Parallel()
				world := certificateWorld(t, &sim.Certificate{Leaf: pki.Leaf{CRLURLs: []string{crlURL}}})
				world.Policy.Options["revocation"] = reading
				serve(world, test.page(t, world))
				found, ran := judged(t, world)
				assert.Equal(t, want, found.Problem, ran.Trail)
				assert.Len(t, sim.Of[evidence.HTTPRequest](ran.Trail), 1)
			})
		}
	}
}

func TestACRLIsLookedForWhereTheCertificateSays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sentence string
		urls     []string
		hard     evidence.Problem
		asked    []evidence.HTTPRequest
	}{
		{"nowhere", nil, "", nil},
		{"at the only place", []string{crlURL}, "", []evidence.HTTPRequest{{URL: crlURL, Status: 200}}},
		{"at the second place, where the first has none", []string{"http://crl.ca.not/old.crl", crlURL}, "", []evidence.HTTPRequest{{URL: "http://crl.ca.not/old.crl", Status: 404}, {URL: crlURL, Status: 200}}},
		{"at the first place that knows", []string{crlURL, crlURL}, "", []evidence.HTTPRequest{{URL: crlURL, Status: 200}}},
		{"at an IP address", []string{"http://192.0.2.80/ca.crl"}, evidence.RevocationUnchecked, []evidence.HTTPRequest{{URL: "http://192.0.2.80/ca.crl", Status: 404}}},
		{"not by another protocol", []string{"ldap://crl.ca.not/ca", "https://crl.ca.not/ca.crl"}, evidence.RevocationUnchecked, nil},
		{"not at a port that nobody listens on", []string{"http://crl.ca.not:8080/ca.crl"}, evidence.RevocationUnchecked, nil},
		{"not at a host that does not exist", []string{"http://nowhere.not/ca.crl"}, evidence.RevocationUnchecked, nil},
		{"not at what is no URL", []string{"://"}, evidence.RevocationUnchecked, nil},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			world := certificateWorld(t, &sim.Certificate{Leaf: pki.Leaf{CRLURLs: test.urls}})
			world.Policy.Options["revocation"] = "hard"
			serve(world, body(t)(authority(t).CRL(pki.CRL{})))
			found, ran := judged(t, world)
			assert.Equal(t, test.hard, found.Problem, ran.Trail)
			assert.Equal(t, test.asked, sim.Of[evidence.HTTPRequest](ran.Trail))
		})
	}
}

func TestASilentWebServerCostsHalfAMinute(t *testing.T) {
	t.Parallel()
	world := certificateWorld(t, &sim.Certificate{Leaf: pki.Leaf{CRLURLs: []string{crlURL}}})
	serve(world, sim.Page{}).Silent = true
	found, ran := judged(t, world)
	assert.True(t, found.Accepted(), ran.Trail)
	assert.Equal(t, 30*time.Second, ran.Clock.Now().Sub(world.Instant))
	assert.Equal(t, []evidence.HTTPRequest{{URL: crlURL}}, sim.Of[evidence.HTTPRequest](ran.Trail))
}

func TestAnIntermediateCanBeRevoked(t *testing.T) {
	t.Parallel()
	described := below(pki.Intermediate{CRLURLs: []string{crlURL}})
	issuer, err := described.Authority()
	require.NoError(t, err)
	world := certificateWorld(t, &sim.Certificate{Issuer: described})
	serve(world, body(t)(issuer.Root().CRL(pki.CRL{Revoked: []*x509.Certificate{issuer.Certificate}})))
	found, ran := judged(t, world)
	assert.Equal(t, evidence.Revoked, found.Problem, ran.Trail)
	assert.Contains(t, found.Detail, "mtalab intermediate CA")
}

func TestAStapledResponseIsReadWithCare(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	byIssuer := func(o pki.OCSP) func(*testing.T, *pki.Certificate) []byte {
		return func(t *testing.T, c *pki.Certificate) []byte {
			if o.Certificate == nil {
				o.Certificate = c.Leaf
			}
			response, err := c.Issuer.OCSP(o)
			require.NoError(t, err)
			return response
		}
	}
	another, err := authority(t).Issue(pki.Leaf{CommonName: "another"})
	require.NoError(t, err)
	for _, test := range []struct {
		sentence string
		staple   func(*testing.T, *pki.Certificate) []byte
		want     evidence.Problem
		listed   bool // the CRL is asked: the response does not know
	}{
		{"it is good", byIssuer(pki.OCSP{}), "", false},
		{"it says revoked", byIssuer(pki.OCSP{Status: pki.Revoked}), evidence.Revoked, false},
		{"it says unknown", byIssuer(pki.OCSP{Status: pki.Unknown}), "", true},
		{"it is out of date", byIssuer(pki.OCSP{Status: pki.Revoked, ThisUpdate: time.Now().Add(-8 * day), NextUpdate: time.Now().Add(-day)}), "", true},
		{"it is from tomorrow", byIssuer(pki.OCSP{Status: pki.Revoked, ThisUpdate: time.Now().Add(day)}), "", true},
		{"it is about another certificate", byIssuer(pki.OCSP{Status: pki.Revoked, Certificate: another.Leaf}), "", true},
		{"it is no response", func(*testing.T, *pki.Certificate) []byte { return []byte("good") }, "", true},
		{"the server itself has signed it", signedBy(nil), "", true},
		{"a delegate of the issuer has signed it", signedBy([]x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}), evidence.Revoked, false},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			issued, err := authority(t).Issue(pki.Leaf{DNSNames: []string{"example.com"}, CRLURLs: []string{crlURL}})
			require.NoError(t, err)
			world := certificateWorld(t, &sim.Certificate{})
			world.Policy.Options["revocation"] = "hard"
			serve(world, body(t)(authority(t).CRL(pki.CRL{})))
			found, ran := judgedShowing(t, world, issued.WithOCSPStaple(test.staple(t, issued)), nil)
			assert.Equal(t, test.want, found.Problem, ran.Trail)
			assert.Equal(t, test.listed, len(sim.Of[evidence.HTTPRequest](ran.Trail)) > 0, "the CRL is fetched")
			assert.Equal(t, test.listed, strings.Contains(ran.Trail.String(), "of no use"), ran.Trail)
		})
	}
}

// signedBy has a certificate of the same issuer sign that the leaf was revoked.
func signedBy(usages []x509.ExtKeyUsage) func(*testing.T, *pki.Certificate) []byte {
	return func(t *testing.T, c *pki.Certificate) []byte {
		signer, err := c.Issuer.Issue(pki.Leaf{CommonName: "responder", ExtKeyUsages: usages})
		require.NoError(t, err)
		said := ocsp.Response{
			Status: ocsp.Revoked, SerialNumber: c.Leaf.SerialNumber, Certificate: signer.Leaf,
			ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(time.Hour), RevokedAt: time.Now().Add(-time.Hour),
		}
		response, err := ocsp.CreateResponse(c.Issuer.Certificate, signer.Leaf, said, signer.Key)
		require.NoError(t, err)
		return response
	}
}
