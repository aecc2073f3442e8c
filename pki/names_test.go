package pki_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

var subjectAltName = asn1.ObjectIdentifier{2, 5, 29, 17}

// issue gives the certificate that a shared root issues for the leaf.
func issue(t *testing.T, leaf pki.Leaf) *pki.Certificate {
	t.Helper()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	leaf.Now = now
	certificate, err := root.Issue(leaf)
	require.NoError(t, err)
	return certificate
}

// presented is what a certificate shows, as Go reads it.
type presented struct {
	CN     string
	DNS    []string
	Emails []string
	IPs    []string
	URIs   []string
}

func present(certificate *x509.Certificate) presented {
	shown := presented{CN: certificate.Subject.CommonName, DNS: certificate.DNSNames, Emails: certificate.EmailAddresses}
	for _, ip := range certificate.IPAddresses {
		address, _ := netip.AddrFromSlice(ip) // tells IPv4 from IPv4 in IPv6, which net.IP does not
		shown.IPs = append(shown.IPs, address.String())
	}
	for _, uri := range certificate.URIs {
		shown.URIs = append(shown.URIs, uri.String())
	}
	return shown
}

func TestACertificateShowsExactlyTheNamesItIsGiven(t *testing.T) {
	t.Parallel()
	hundred := make([]string, 100) // NA-21
	for i := range hundred {
		hundred[i] = fmt.Sprintf("host%d.example.com", i)
	}
	seventy := strings.Repeat("a", 58) + ".example.com" // NA-34
	require.Len(t, seventy, 70)

	for title, row := range map[string]struct {
		leaf  pki.Leaf
		shows presented
	}{
		"NA-01 a DNS name":                             {pki.Leaf{DNSNames: []string{"example.com"}}, presented{DNS: []string{"example.com"}}},
		"NA-02 letter case is kept":                    {pki.Leaf{DNSNames: []string{"EXAMPLE.Com"}}, presented{DNS: []string{"EXAMPLE.Com"}}},
		"NA-04 a wildcard":                             {pki.Leaf{DNSNames: []string{"*.example.com"}}, presented{DNS: []string{"*.example.com"}}},
		"NA-08 a part-label wildcard":                  {pki.Leaf{DNSNames: []string{"mx*.hosted.not"}}, presented{DNS: []string{"mx*.hosted.not"}}},
		"NA-10 a wildcard in the middle":               {pki.Leaf{DNSNames: []string{"m*1.hosted.not"}}, presented{DNS: []string{"m*1.hosted.not"}}},
		"NA-11 a wildcard further right":               {pki.Leaf{DNSNames: []string{"mail.*.example.com"}}, presented{DNS: []string{"mail.*.example.com"}}},
		"NA-13 a lone star":                            {pki.Leaf{DNSNames: []string{"*"}}, presented{DNS: []string{"*"}}},
		"NA-14 a star on a public suffix":              {pki.Leaf{DNSNames: []string{"*.com"}}, presented{DNS: []string{"*.com"}}},
		"NA-15 a star inside an A-label":               {pki.Leaf{DNSNames: []string{"xn--b*.example"}}, presented{DNS: []string{"xn--b*.example"}}},
		"NA-17 an A-label":                             {pki.Leaf{DNSNames: []string{"xn--bcher-kva.example"}}, presented{DNS: []string{"xn--bcher-kva.example"}}},
		"NA-20 a final dot":                            {pki.Leaf{DNSNames: []string{"example.com."}}, presented{DNS: []string{"example.com."}}},
		"NA-21 a hundred names in order":               {pki.Leaf{DNSNames: hundred}, presented{DNS: hundred}},
		"NA-23 an IP address alone":                    {pki.Leaf{IPs: addresses("192.0.2.1")}, presented{IPs: []string{"192.0.2.1"}}},
		"NA-24 an IP address and a CN":                 {pki.Leaf{CommonName: "example.com", IPs: addresses("192.0.2.1")}, presented{CN: "example.com", IPs: []string{"192.0.2.1"}}},
		"IPv6, and IPv4 in IPv6":                       {pki.Leaf{IPs: addresses("2001:db8::1", "::ffff:192.0.2.1")}, presented{IPs: []string{"2001:db8::1", "192.0.2.1"}}},
		"NA-26 an e-mail address and a CN":             {pki.Leaf{CommonName: "example.com", Emails: []string{"pm@example.com"}}, presented{CN: "example.com", Emails: []string{"pm@example.com"}}},
		"NA-27 a URI":                                  {pki.Leaf{URIs: []string{"smtp://example.com"}}, presented{URIs: []string{"smtp://example.com"}}},
		"NA-29 two CNs, the last is the most specific": {pki.Leaf{CommonNames: []string{"unrelated.not", "example.com"}}, presented{CN: "example.com"}},
		"NA-31 a sentence as CN":                       {pki.Leaf{CommonName: "Mail server of example.com"}, presented{CN: "Mail server of example.com"}},
		"NA-32 blanks around the CN":                   {pki.Leaf{CommonName: " example.com "}, presented{CN: " example.com "}},
		"NA-33 an IP address as CN":                    {pki.Leaf{CommonName: "192.0.2.1"}, presented{CN: "192.0.2.1"}},
		"NA-34 a CN of 70 characters":                  {pki.Leaf{CommonName: seventy}, presented{CN: seventy}},
		"NA-35 no names at all":                        {pki.Leaf{}, presented{}},
		"NA-36 a NUL inside":                           {pki.Leaf{DNSNames: []string{"example.com\x00.evil.not"}}, presented{DNS: []string{"example.com\x00.evil.not"}}},
		"NA-41 an underscore":                          {pki.Leaf{DNSNames: []string{"my_mx.hosted.not"}}, presented{DNS: []string{"my_mx.hosted.not"}}},
		"NA-42 a single label":                         {pki.Leaf{DNSNames: []string{"mail"}}, presented{DNS: []string{"mail"}}},
		"NA-45 a SAN and another CN":                   {pki.Leaf{CommonName: "example.com", DNSNames: []string{"x.not"}}, presented{CN: "example.com", DNS: []string{"x.not"}}},
		"a wildcard CN":                                {pki.Leaf{CommonName: "*.rev.not"}, presented{CN: "*.rev.not"}},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			certificate := issue(t, row.leaf)
			require.NotNil(t, certificate.Leaf)
			assert.Equal(t, row.shows, present(certificate.Leaf))
		})
	}
}

func addresses(texts ...string) []netip.Addr {
	var all []netip.Addr
	for _, text := range texts {
		all = append(all, netip.MustParseAddr(text))
	}
	return all
}

func TestEveryCommonNameIsEncodedInOrder(t *testing.T) { // AMB-24
	t.Parallel()
	certificate := issue(t, pki.Leaf{CommonNames: []string{"first.not", "second.not", "third.not"}})
	var sequence pkix.RDNSequence
	_, err := asn1.Unmarshal(certificate.Leaf.RawSubject, &sequence)
	require.NoError(t, err)
	assert.Len(t, sequence, 3)
	assert.Equal(t, "CN=third.not,CN=second.not,CN=first.not", sequence.String()) // RFC 4514 writes the last first
}

func TestAnEmptySubjectMakesTheNamesCritical(t *testing.T) { // CE-39, R5280-10
	t.Parallel()
	critical := func(leaf pki.Leaf) bool {
		extensions := issue(t, leaf).Leaf.Extensions
		at := slices.IndexFunc(extensions, func(e pkix.Extension) bool { return e.Id.Equal(subjectAltName) })
		require.GreaterOrEqual(t, at, 0)
		return extensions[at].Critical
	}
	assert.True(t, critical(pki.Leaf{DNSNames: []string{"example.com"}}))
	assert.False(t, critical(pki.Leaf{DNSNames: []string{"example.com"}, CommonName: "example.com"}))
}

func TestARawULabelIsSentThoughGoCannotReadIt(t *testing.T) { // NA-18, AMB-28
	t.Parallel()
	malformed := issue(t, pki.Leaf{CommonName: "unrelated.not", DNSNames: []string{"bücher.example"}})
	assert.Nil(t, malformed.Leaf)
	assert.Contains(t, string(malformed.Raw[0]), "bücher.example")
	_, err := x509.ParseCertificate(malformed.Raw[0])
	assert.ErrorContains(t, err, "dNSName is malformed")

	wellFormed := issue(t, pki.Leaf{CommonName: "unrelated.not", DNSNames: []string{"xn--bcher-kva.example"}})
	assert.NotNil(t, wellFormed.Leaf)
}

func TestAnSRVNameIsAnOtherName(t *testing.T) { // NA-28, RFC 4985
	t.Parallel()
	certificate := issue(t, pki.Leaf{CommonName: "unrelated.not", SRVNames: []string{"_smtp.example.com"}})
	assert.Equal(t, presented{CN: "unrelated.not"}, present(certificate.Leaf), "Go does not know SRV names")

	at := slices.IndexFunc(certificate.Leaf.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(subjectAltName) })
	require.GreaterOrEqual(t, at, 0)
	var names []asn1.RawValue
	_, err := asn1.Unmarshal(certificate.Leaf.Extensions[at].Value, &names)
	require.NoError(t, err)
	require.Len(t, names, 1)
	var otherName struct {
		ID   asn1.ObjectIdentifier
		Name string `asn1:"ia5,explicit,tag:0"`
	}
	_, err = asn1.UnmarshalWithParams(names[0].FullBytes, &otherName, "tag:0")
	require.NoError(t, err)
	assert.Equal(t, "1.3.6.1.5.5.7.8.7", otherName.ID.String())
	assert.Equal(t, "_smtp.example.com", otherName.Name)
}

func TestNamesThatCannotBeEncodedAreErrors(t *testing.T) {
	t.Parallel()
	root, err := pki.Shared(pki.Root{})
	require.NoError(t, err)
	_, err = root.Issue(pki.Leaf{SRVNames: []string{"_smtp.bücher.example"}})
	assert.ErrorContains(t, err, `encoding the SRV name "_smtp.bücher.example"`)
	_, err = root.Issue(pki.Leaf{CommonName: "\xff"})
	assert.ErrorContains(t, err, "issuing a leaf: signing the certificate")
}
