package dane

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
	"mtalab/sim/evidence"
)

var now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// server is one that shows a certificate below an intermediate, and their TLSA data.
func server(t *testing.T, leaf pki.Leaf, references ...string) (s Server, key, authority []byte) {
	t.Helper()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	issuer, err := root.Intermediate(pki.Intermediate{})
	require.NoError(t, err)
	leaf.Now = now
	issued, err := issuer.Issue(leaf)
	require.NoError(t, err)
	s = Server{References: references, Now: now}
	s.Chain = append(s.Chain, issued.Leaf)
	s.Chain = append(s.Chain, issuer.Chain()...)
	ofKey, ofAuthority := sha256.Sum256(issued.Leaf.RawSubjectPublicKeyInfo), sha256.Sum256(issuer.Certificate.Raw)
	return s, ofKey[:], ofAuthority[:]
}

func TestMatch(t *testing.T) {
	t.Parallel()
	named := pki.Leaf{DNSNames: []string{"mx1.example.com"}}
	expired := pki.Leaf{DNSNames: []string{"other.not"}, NotBefore: now.AddDate(-2, 0, 0), NotAfter: now.AddDate(-1, 0, 0)}
	for name, test := range map[string]struct {
		leaf       pki.Leaf
		usage      uint8
		selector   uint8
		references []string
		want       bool
	}{
		"DANE-EE knows no name and no date":                          {expired, 3, 1, nil, true},
		"DANE-TA, and a name that counts":                            {named, 2, 0, []string{"mx1.example.com", "example.com"}, true},
		"DANE-TA, in another letter case":                            {named, 2, 0, []string{"MX1.Example.COM"}, true},
		"DANE-TA, and the next-hop domain":                           {pki.Leaf{DNSNames: []string{"example.com"}}, 2, 0, []string{"mx1.example.com", "example.com"}, true},
		"DANE-TA, and the expanded next-hop domain":                  {pki.Leaf{DNSNames: []string{"brand.not"}}, 2, 0, []string{"mx1.brand.not", "example.com", "brand.not"}, true},
		"DANE-TA, a star for a whole label":                          {pki.Leaf{DNSNames: []string{"*.example.com"}}, 2, 0, []string{"mx1.example.com"}, true},
		"DANE-TA, a star for two labels":                             {pki.Leaf{DNSNames: []string{"*.com"}}, 2, 0, []string{"mx1.example.com"}, false},
		"DANE-TA, a star for a part of a label":                      {pki.Leaf{DNSNames: []string{"mx*.example.com"}}, 2, 0, []string{"mx1.example.com"}, false},
		"DANE-TA, another name":                                      {pki.Leaf{DNSNames: []string{"mx2.example.com"}}, 2, 0, []string{"mx1.example.com"}, false},
		"DANE-TA, a Common Name without a DNS name":                  {pki.Leaf{CommonName: "mx1.example.com"}, 2, 0, []string{"mx1.example.com"}, true},
		"DANE-TA, a Common Name beside a DNS name":                   {pki.Leaf{CommonName: "mx1.example.com", DNSNames: []string{"other.not"}}, 2, 0, []string{"mx1.example.com"}, false},
		"DANE-TA, no reference":                                      {named, 2, 0, []string{""}, false},
		"DANE-TA, expired":                                           {pki.Leaf{DNSNames: named.DNSNames, NotBefore: expired.NotBefore, NotAfter: expired.NotAfter}, 2, 0, []string{"mx1.example.com"}, false},
		"the key of the leaf as a trust anchor of the whole":         {named, 2, 1, []string{"mx1.example.com"}, true},
		"the same, for another name":                                 {named, 2, 1, []string{"mx2.example.com"}, false},
		"the authority is not the server's own certificate: DANE-EE": {named, 3, 0, []string{"mx1.example.com"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, key, authority := server(t, test.leaf, test.references...)
			data := authority
			if test.selector == publicKey {
				data = key
			}
			told := 0
			record := Record{test.usage, test.selector, 1, data}
			got := Client{}.Match(server, []Record{{3, 1, 1, make([]byte, 32)}, record}, func(evidence.Comparison) { told++ })
			assert.Equal(t, test.want, got)
			assert.Equal(t, 2, told)
		})
	}
}

func TestTheTrustAnchorHasToBeSent(t *testing.T) {
	t.Parallel()
	server, _, authority := server(t, pki.Leaf{DNSNames: []string{"mx1.example.com"}}, "mx1.example.com")
	sent := server.Chain
	server.Chain = sent[:1]
	record := Record{2, 0, 1, authority}
	assert.False(t, Client{}.Match(server, []Record{record}, func(evidence.Comparison) {}))
	whole := Record{2, 0, 0, sent[1].Raw}
	assert.True(t, Client{}.Match(server, []Record{whole}, func(evidence.Comparison) {}), "the record itself has it")
}

func TestUnusable(t *testing.T) {
	t.Parallel()
	digest := make([]byte, 32)
	for name, test := range map[string]struct {
		record Record
		want   string
	}{
		"PKIX-TA":                 {Record{0, 0, 1, digest}, "usage 0 has no meaning in SMTP"},
		"PKIX-EE":                 {Record{1, 1, 1, digest}, "usage 1 has no meaning in SMTP"},
		"a usage above":           {Record{4, 1, 1, digest}, "usage 4 has no meaning in SMTP"},
		"a selector above":        {Record{3, 2, 1, digest}, "selector 2 is unknown"},
		"a matching type above":   {Record{3, 1, 3, digest}, "matching type 3 is unknown"},
		"a short SHA-256":         {Record{3, 1, 1, digest[1:]}, "a digest of 31 octets"},
		"a SHA-256 as a SHA-512":  {Record{3, 1, 2, digest}, "a digest of 32 octets"},
		"data that is no key":     {Record{3, 1, 0, digest}, "its data is no certificate and no key"},
		"SHA-256 of a key":        {Record{3, 1, 1, digest}, ""},
		"SHA-512 of an authority": {Record{2, 0, 2, make([]byte, 64)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, test.record.Unusable())
		})
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	record, err := Parse("3 1 1 00ff 10")
	require.NoError(t, err)
	assert.Equal(t, Record{3, 1, 1, []byte{0, 0xff, 0x10}}, record)
	for _, text := range []string{"", "3 1 1", "3 1 256 00", "3 x 1 00", "3 1 1 0"} {
		_, err := Parse(text)
		assert.ErrorContains(t, err, "TLSA record", text)
	}
}
