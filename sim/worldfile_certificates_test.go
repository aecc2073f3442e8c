package sim

import (
	"crypto/x509"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

func TestWhatIsWrongWithIssuersAndListsIsSavedAndReadBack(t *testing.T) {
	t.Parallel()
	world := &World{
		Instant: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
		Roots:   []pki.Root{}, // nobody is trusted, which is another thing than nil
		MTAs: []*MTA{{
			Address: netip.MustParseAddr("192.0.2.1"),
			Shows: &Certificate{
				Leaf:    pki.Leaf{NoPurpose: true, NegativeSerial: true},
				Issuer:  &Issuer{Intermediates: []pki.Intermediate{{NoUsage: true, NoPurpose: true, UnknownCriticalExtension: true, ExtKeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}}},
				Changes: []pki.Change{{Kind: pki.CrossCertified, Root: pki.Root{CommonName: "another"}}},
			},
		}},
		Web: []*Web{{
			Address: netip.MustParseAddr("192.0.2.80"),
			Pages: map[string]Page{"crl.ca.not/ca.crl": {Status: 301, Location: "http://crl.ca.not/b.crl", CRL: &CRLPage{
				URL: "http://crl.ca.not/ca.crl", Issuers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:25")}, Sender: true, Forged: true,
				Part: &pki.CRLPart{URLs: []string{"http://crl.ca.not/ca.crl"}, OnlyServers: true, OnlyCompromise: true},
			}}},
		}},
	}
	text, err := Encode(world)
	require.NoError(t, err)
	read, err := Decode(text)
	require.NoError(t, err)
	assert.Equal(t, world, read)
	assert.NotNil(t, read.Roots)
}
