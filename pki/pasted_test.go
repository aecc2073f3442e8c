package pki_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/pki"
)

// foreign is a certificate that no one here has described, signed by its own key.
func foreign(t *testing.T, key crypto.Signer, change func(*x509.Certificate)) []byte {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), NotBefore: now.Add(-day), NotAfter: now.Add(day),
		Subject:  pkix.Name{Organization: []string{"Example, Inc."}, CommonName: "mx1.example.com"},
		DNSNames: []string{"example.com"},
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return der
}

func p256(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

func inPEM(label string, blocks ...[]byte) string {
	var text strings.Builder
	for _, der := range blocks {
		text.Write(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
	}
	return text.String()
}

// signedHere parses a text and issues what it describes.
func signedHere(t *testing.T, text string) *x509.Certificate {
	t.Helper()
	leaf, err := pki.ParseLeaf(text)
	require.NoError(t, err)
	return issue(t, leaf).Leaf
}

func TestACertificateIsSignedAgainWithTheSameNamesDatesAndUsages(t *testing.T) {
	t.Parallel()
	special := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}
	for name, change := range map[string]func(*x509.Certificate){
		"a CN and a DNS name": func(*x509.Certificate) {},
		"an expired one": func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
		},
		"one for ever":       func(c *x509.Certificate) { c.NotAfter = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) },
		"one of the future":  func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(400*day), now.Add(401*day) },
		"no name at all":     func(c *x509.Certificate) { c.Subject, c.DNSNames = pkix.Name{}, nil },
		"no SAN":             func(c *x509.Certificate) { c.DNSNames = nil },
		"no CN":              func(c *x509.Certificate) { c.Subject = pkix.Name{} },
		"names with a star":  func(c *x509.Certificate) { c.DNSNames = []string{"*.example.com", "mx*.example.com", "example.com."} },
		"a CN in prose":      func(c *x509.Certificate) { c.Subject.CommonName = "Mail & Röhren (Nr. 1) ✉ @ *" },
		"every kind of name": allNames,
		"no usage": func(c *x509.Certificate) {
			c.KeyUsage, c.ExtKeyUsage = 0, nil
		},
		"usages of an authority and of a client": func(c *x509.Certificate) {
			c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageCertSign|x509.KeyUsageDecipherOnly, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		},
		"a purpose that has no name": func(c *x509.Certificate) {
			c.ExtKeyUsage, c.UnknownExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}, []asn1.ObjectIdentifier{special}
		},
		"only a purpose that has no name": func(c *x509.Certificate) { c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{special} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			der := foreign(t, p256(t), change)
			given, err := x509.ParseCertificate(der)
			require.NoError(t, err)
			got := signedHere(t, inPEM("CERTIFICATE", der))
			assert.Equal(t, commonNames(given), commonNames(got))
			assert.Equal(t, given.DNSNames, got.DNSNames)
			assert.Equal(t, given.EmailAddresses, got.EmailAddresses)
			assert.Equal(t, given.IPAddresses, got.IPAddresses)
			assert.Equal(t, given.URIs, got.URIs)
			assert.Equal(t, given.NotBefore, got.NotBefore)
			assert.Equal(t, given.NotAfter, got.NotAfter)
			assert.Equal(t, given.KeyUsage, got.KeyUsage)
			assert.Equal(t, given.ExtKeyUsage, got.ExtKeyUsage)
			assert.Equal(t, given.UnknownExtKeyUsage, got.UnknownExtKeyUsage)
			assert.Empty(t, got.Subject.Organization)
			assert.NotEqual(t, given.SerialNumber, got.SerialNumber)
		})
	}
}

// allNames gives a certificate two CNs and a subjectAltName of every kind, among them one with no field of its own.
func allNames(c *x509.Certificate) {
	leaf := pki.Leaf{CommonNames: []string{"one", "two.example.com"}, DNSNames: []string{"a.example.com"}, Emails: []string{"a@example.com"},
		IPs: []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}, URIs: []string{"sip:a@example.com"},
		SRVNames: []string{"_smtp.example.com"}, OtherNames: []string{"\x88\x03\x2a\x03\x04"}}
	made, err := pki.SelfSigned(leaf)
	if err != nil {
		panic(err)
	}
	subjectAltName := asn1.ObjectIdentifier{2, 5, 29, 17}
	c.RawSubject, c.DNSNames = made.Leaf.RawSubject, nil
	for _, extension := range made.Leaf.Extensions {
		if extension.Id.Equal(subjectAltName) {
			c.ExtraExtensions = append(c.ExtraExtensions, extension)
		}
	}
}

func commonNames(c *x509.Certificate) []any {
	var names []any
	for _, attribute := range c.Subject.Names {
		if attribute.Type.Equal(asn1.ObjectIdentifier{2, 5, 4, 3}) {
			names = append(names, attribute.Value)
		}
	}
	return names
}

func TestNamesOfEveryKindAreDescribed(t *testing.T) {
	t.Parallel()
	leaf, err := pki.ParseLeaf(inPEM("CERTIFICATE", foreign(t, p256(t), allNames)))
	require.NoError(t, err)
	assert.Equal(t, []string{"one", "two.example.com"}, leaf.CommonNames)
	assert.Equal(t, []string{"_smtp.example.com"}, leaf.SRVNames)
	assert.Equal(t, []string{"sip:a@example.com"}, leaf.URIs)
	assert.Equal(t, []string{"\x88\x03\x2a\x03\x04"}, leaf.OtherNames, "a registeredID")
	assert.Contains(t, string(issue(t, leaf).Raw[0]), "\x88\x03\x2a\x03\x04")
}

func TestNamesThatGoRefusesAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	odd := pki.Leaf{CommonName: "mx\x00.example.com", DNSNames: []string{"bücher.example", "a\x00b.example", "\xff"}, OtherNames: []string{"\x87\x09192.0.2.1"}}
	issued := issue(t, odd)
	require.Nil(t, issued.Leaf, "Go cannot read it")
	leaf, err := pki.ParseLeaf(string(issued.PEM()))
	require.NoError(t, err)
	assert.Equal(t, []string{odd.CommonName}, leaf.CommonNames)
	assert.Equal(t, odd.DNSNames, leaf.DNSNames)
	assert.Equal(t, odd.OtherNames, leaf.OtherNames, "an address in letters")
}

func TestACommonNameIsReadInEveryAlphabet(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tag    int
		octets string
		want   string
	}{
		"BMPString":       {asn1.TagBMPString, "\x00m\x20\xac", "m€"},
		"T61String":       {asn1.TagT61String, "R\xf6hre", "Röhre"},
		"UTF8String":      {asn1.TagUTF8String, "Röhre", "Röhre"},
		"PrintableString": {asn1.TagPrintableString, "mx_1@example", "mx_1@example"}, // with letters that it must not have
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			subject, err := asn1.Marshal([][]struct {
				Type  asn1.ObjectIdentifier
				Value asn1.RawValue
			}{{{asn1.ObjectIdentifier{2, 5, 4, 3}, asn1.RawValue{Tag: c.tag, Bytes: []byte(c.octets)}}}})
			require.NoError(t, err)
			subject[2] = 0x31 // the inner sequence is a set
			leaf, err := pki.ParseLeaf(inPEM("CERTIFICATE", foreign(t, p256(t), func(c *x509.Certificate) { c.RawSubject = subject })))
			require.NoError(t, err)
			assert.Equal(t, []string{c.want}, leaf.CommonNames)
		})
	}
}

func TestTheKindOfKeyIsTheNearest(t *testing.T) {
	t.Parallel()
	ecKey := func(curve elliptic.Curve) func() (crypto.Signer, error) {
		return func() (crypto.Signer, error) { return ecdsa.GenerateKey(curve, rand.Reader) }
	}
	for name, c := range map[string]struct {
		make func() (crypto.Signer, error)
		want pki.KeyKind
	}{
		"P-224":    {ecKey(elliptic.P224()), pki.P256},
		"P-256":    {ecKey(elliptic.P256()), pki.P256},
		"P-384":    {ecKey(elliptic.P384()), pki.P384},
		"P-521":    {ecKey(elliptic.P521()), pki.P521},
		"Ed25519":  {func() (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(rand.Reader); return key, err }, pki.Ed25519},
		"RSA-1024": {func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 1024) }, pki.RSA2048},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := c.make()
			require.NoError(t, err)
			leaf, err := pki.ParseLeaf(inPEM("CERTIFICATE", foreign(t, key, func(*x509.Certificate) {})))
			require.NoError(t, err)
			assert.Equal(t, c.want, leaf.Key)
		})
	}
}

func TestATextAroundACertificateSaysNothing(t *testing.T) {
	t.Parallel()
	one := inPEM("CERTIFICATE", foreign(t, p256(t), func(*x509.Certificate) {}))
	chain := string(issue(t, pki.Leaf{CommonName: "mx1.example.com"}).WithRoot().PEM())
	for name, text := range map[string]string{
		"as it is":               one,
		"what a program prints":  "CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = mx1\n" + one + " 1 s:CN = ca\n---\nServer certificate\n",
		"line ends of Windows":   strings.ReplaceAll(one, "\n", "\r\n"),
		"a byte order mark":      "\ufeff" + one,
		"indented":               "   " + strings.ReplaceAll(one, "\n", "\n\t  "),
		"the same one twice":     one + one,
		"a chain with its root":  chain,
		"the old label":          strings.ReplaceAll(one, "CERTIFICATE", "X509 CERTIFICATE"),
		"a trusted certificate":  strings.ReplaceAll(one, "CERTIFICATE", "TRUSTED CERTIFICATE"),
		"an authority by itself": inPEM("CERTIFICATE", foreign(t, p256(t), asAuthority)),
	} {
		leaf, err := pki.ParseLeaf(text)
		require.NoError(t, err, name)
		assert.Equal(t, []string{"mx1.example.com"}, leaf.CommonNames, name)
	}
}

func asAuthority(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }

func TestWhatIsNoCertificateIsRefused(t *testing.T) {
	t.Parallel()
	der := foreign(t, p256(t), func(*x509.Certificate) {})
	other := foreign(t, p256(t), func(c *x509.Certificate) { c.Subject.CommonName = "mx2.example.com" })
	one := inPEM("CERTIFICATE", der)
	usage := func(id asn1.ObjectIdentifier, value []byte) string {
		return inPEM("CERTIFICATE", foreign(t, p256(t), func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: id, Value: value}}
		}))
	}
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                  {"", "want a certificate in PEM, from -----BEGIN CERTIFICATE-----"},
		"a name":                   {"mx1.example.com", "want a certificate in PEM"},
		"base64 without its lines": {strings.Join(strings.Split(one, "\n")[1:3], "\n"), "want a certificate in PEM"},
		"cut off":                  {one[:len(one)/2], "cut off or not whole"},
		"a second one cut off":     {one + one[:len(one)/2], "cut off or not whole"},
		"letters that are no PEM":  {strings.Replace(one, "MII", "M!I", 1), "cut off or not whole"},
		"no certificate inside":    {inPEM("CERTIFICATE", []byte("certificate")), "reading certificate 1: want the DER of an X.509 certificate"},
		"a broken one behind":      {one + inPEM("CERTIFICATE", der[:40]), "reading certificate 2: want the DER"},
		"a request":                {inPEM("CERTIFICATE REQUEST", der), "a request for a certificate is none"},
		"a public key":             {inPEM("PUBLIC KEY", der), "a public key is none"},
		"a revocation list":        {one + inPEM("X509 CRL", der), "a revocation list is none"},
		"two of servers":           {inPEM("CERTIFICATE", der, other), "certificates 1 and 2 are both of servers"},
		"an authority before it":   {inPEM("CERTIFICATE", foreign(t, p256(t), asAuthority), der, other), "certificate 1 is that of an authority"},
		"a usage of nothing":       {usage(asn1.ObjectIdentifier{2, 5, 29, 15}, []byte{3, 2, 7, 0}), "key usage allows nothing"},
		"names in another form":    {usage(asn1.ObjectIdentifier{2, 5, 29, 17}, []byte{4, 0}), "extension 2.5.29.17 cannot be read"},
		"a hundred and one":        {strings.Repeat(one, 101), "want at most 100 certificates"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaf, err := pki.ParseLeaf(c.text)
			require.ErrorContains(t, err, c.want)
			assert.Zero(t, leaf)
		})
	}
}

func TestAPrivateKeyIsRefusedAndNeverRepeated(t *testing.T) {
	t.Parallel()
	const secret = "c2VjcmV0c2VjcmV0"
	one := inPEM("CERTIFICATE", foreign(t, p256(t), func(*x509.Certificate) {}))
	for name, key := range map[string]string{
		"PKCS #8":               "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n",
		"encrypted":             "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + secret + "\n-----END ENCRYPTED PRIVATE KEY-----\n",
		"RSA, indented":         "  -----BEGIN RSA PRIVATE KEY-----\n  " + secret + "\n  -----END RSA PRIVATE KEY-----\n",
		"EC in small letters":   "-----begin ec private key-----\n" + secret + "\n-----end ec private key-----\n",
		"OpenSSH's, cut off":    "-----BEGIN OPENSSH PRIVATE KEY-----\n" + secret + "\n",
		"SSH2's":                "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n" + secret + "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n",
		"with line ends of DOS": "-----BEGIN PRIVATE KEY-----\r\n" + secret + "\r\n-----END PRIVATE KEY-----\r\n",
	} {
		for _, text := range []string{key, key + one, "mx1\n" + one + key} {
			_, err := pki.ParseLeaf(text)
			require.ErrorIs(t, err, pki.ErrPrivateKey, name)
			assert.NotContains(t, err.Error(), secret, name)
			masked := pki.WithoutPrivateKeys(text)
			assert.NotContains(t, masked, secret, name)
			assert.Equal(t, strings.Count(text, "\n"), strings.Count(masked, "\n"), name)
			assert.Contains(t, masked, "(a private key, not shown)", name)
		}
	}
	assert.Equal(t, one, pki.WithoutPrivateKeys(one))
	assert.True(t, slices.Contains(strings.Split(pki.WithoutPrivateKeys(one+"-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\nbehind"), "\n"), "behind"))
}

// FuzzParseLeaf: whatever the text, no panic; and what is described can be issued, and describes itself alike.
func FuzzParseLeaf(f *testing.F) {
	for _, text := range []string{"", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----"} {
		f.Add(text)
	}
	root, err := pki.Shared(pki.Root{})
	require.NoError(f, err)
	for _, leaf := range []pki.Leaf{{CommonName: "a.b"}, {DNSNames: []string{"\xff"}, SRVNames: []string{"_smtp.a.b"}, Key: pki.Ed25519}} {
		certificate, err := root.Issue(leaf)
		require.NoError(f, err)
		f.Add(string(certificate.PEM()))
	}
	f.Fuzz(func(t *testing.T, text string) {
		leaf, err := pki.ParseLeaf(text)
		if err != nil {
			return
		}
		certificate, err := pki.SelfSigned(leaf) // which is not kept
		if err != nil {
			t.Skip(err)
		}
		again, err := pki.ParseLeaf(string(certificate.PEM()))
		require.NoError(t, err)
		assert.Equal(t, leaf.DNSNames, again.DNSNames)
		assert.Equal(t, leaf.CommonNames, again.CommonNames)
	})
}
