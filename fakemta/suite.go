package fakemta

import (
	"crypto/tls"
	"slices"
	"strings"
)

// Suite is a line of a list of cipher suites.
type Suite struct {
	Name  string      // IANA's; in some lists a curve stands behind it, as in TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA_P256
	ID    uint16      // IANA's number; 0: one of SSL 2.0, which has none
	Curve tls.CurveID // the curve that the name ends in; 0: none
}

// foreignSuites are cipher suites of old servers that crypto/tls has not, by IANA's names. Those of
// 1024-bit export keys were never more than a draft (draft-ietf-tls-56-bit-ciphersuites).
var foreignSuites = map[string]uint16{
	"TLS_RSA_WITH_NULL_MD5":                   0x0001,
	"TLS_RSA_WITH_NULL_SHA":                   0x0002,
	"TLS_RSA_EXPORT_WITH_RC4_40_MD5":          0x0003,
	"TLS_RSA_WITH_RC4_128_MD5":                0x0004,
	"TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5":      0x0006,
	"TLS_RSA_WITH_DES_CBC_SHA":                0x0009,
	"TLS_DHE_DSS_WITH_DES_CBC_SHA":            0x0012,
	"TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA":       0x0013,
	"TLS_DHE_DSS_WITH_AES_128_CBC_SHA":        0x0032,
	"TLS_DHE_DSS_WITH_AES_256_CBC_SHA":        0x0038,
	"TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA":     0x0062,
	"TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA": 0x0063,
	"TLS_RSA_EXPORT1024_WITH_RC4_56_SHA":      0x0064,
}

// ssl2Suites are those of SSL 2.0 that are known; they have no number of IANA's.
var ssl2Suites = []string{"SSL_CK_RC4_128_WITH_MD5", "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"}

var curveSuffixes = map[string]tls.CurveID{"_P256": tls.CurveP256, "_P384": tls.CurveP384, "_P521": tls.CurveP521}

// SuiteNamed finds a cipher suite by its IANA name, with a curve behind it or without; false: it is not known.
func SuiteNamed(name string) (Suite, bool) {
	suite := Suite{Name: name}
	if strings.HasPrefix(name, "SSL_CK_") {
		return suite, slices.Contains(ssl2Suites, name)
	}
	plain := name
	for suffix, curve := range curveSuffixes {
		if rest, ok := strings.CutSuffix(name, suffix); ok {
			plain, suite.Curve = rest, curve
		}
	}
	for _, spoken := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		if spoken.Name == plain {
			suite.ID = spoken.ID
			return suite, true
		}
	}
	var foreign bool
	suite.ID, foreign = foreignSuites[plain]
	return suite, foreign
}

// SuiteName is IANA's name of a cipher suite, or its number.
func SuiteName(id uint16) string {
	for name, foreign := range foreignSuites {
		if foreign == id {
			return name
		}
	}
	return tls.CipherSuiteName(id)
}

// Spoken tells whether crypto/tls has the cipher suite, be it only on demand.
func (s Suite) Spoken() bool { return IsSpoken(s.ID) }

// OffersOnly makes the server offer these cipher suites, and the versions of TLS between two, which are as
// in MinVersion and MaxVersion. Suites of SSL 2.0 count only where there are no others.
func (b *Behaviour) OffersOnly(list []Suite, from, to TLSVersion) {
	b.MinVersion, b.MaxVersion = from, to
	b.CipherSuites, b.Curves = []CipherSuite{}, nil
	for _, suite := range list {
		if id := CipherSuite(suite.ID); id != 0 && !slices.Contains(b.CipherSuites, id) {
			b.CipherSuites = append(b.CipherSuites, id)
		}
		if suite.Curve != 0 && !slices.Contains(b.Curves, suite.Curve) {
			b.Curves = append(b.Curves, suite.Curve)
		}
	}
	b.SSL2 = len(b.CipherSuites) == 0
}
