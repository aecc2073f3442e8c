package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// Leaf is what a server's certificate shows. The zero value of a field says nothing, or what an honest certificate says.
type Leaf struct {
	// The common name, or several in the order in which they are encoded; the last is the most specific one
	// (AMB-24, RFC 2818 §3.1). CommonNames is used instead of CommonName. Without any the subject is empty.
	// A name may be longer than the 64 characters of RFC 5280 appendix A.1, but must be UTF-8.
	CommonName  string   `json:"commonName,omitzero"`
	CommonNames []string `json:"commonNames,omitzero"`

	// The subjectAltName, in the order of these fields. A dNSName, an e-mail address and a URI may be any bytes,
	// among them those that are not IA5 and then make the certificate unreadable for Go.
	DNSNames []string     `json:"dnsNames,omitzero"`
	Emails   []string     `json:"emails,omitzero"` // rfc822Name
	IPs      []netip.Addr `json:"ips,omitzero"`
	URIs     []string     `json:"uris,omitzero"`
	SRVNames []string     `json:"srvNames,omitzero"` // otherName id-on-dnsSRV (RFC 4985), such as "_smtp.example.com"; only IA5
	// OtherNames are GeneralNames of other kinds, each in DER.
	OtherNames []string `json:"otherNames,omitzero"`

	// Now is the instant, cut to the hour, from which the zero values of NotBefore and NotAfter count; zero: time.Now.
	// NotBefore is then an hour before Now and NotAfter 90 days after it; if one of the two is set and
	// would leave no time in between, the other one moves to 90 days from it.
	Now       time.Time `json:"now,omitzero"`
	NotBefore time.Time `json:"notBefore,omitzero"`
	NotAfter  time.Time `json:"notAfter,omitzero"`

	Key KeyKind `json:"key,omitzero"` // leaves with an RSA key share one, since making it is slow

	KeyUsage   x509.KeyUsage `json:"keyUsage,omitzero"`   // 0: digitalSignature, and keyEncipherment of an RSA key
	NoKeyUsage bool          `json:"noKeyUsage,omitzero"` // no keyUsage at all: good for everything (RFC 5280 §4.2.1.3)

	ExtKeyUsages      []x509.ExtKeyUsage      `json:"extKeyUsages,omitzero"` // empty, with OtherExtKeyUsages: serverAuth alone
	OtherExtKeyUsages []asn1.ObjectIdentifier `json:"otherExtKeyUsages,omitzero"`
	NoExtKeyUsage     bool                    `json:"noExtKeyUsage,omitzero"` // no extKeyUsage at all: good for everything (RFC 5280 §4.2.1.12)
	NoPurpose         bool                    `json:"noPurpose,omitzero"`     // an extKeyUsage without a purpose: good for nothing

	CRLURLs    []string `json:"crlURLs,omitzero"`    // cRLDistributionPoints
	OCSPURLs   []string `json:"ocspURLs,omitzero"`   // authorityInfoAccess
	MustStaple bool     `json:"mustStaple,omitzero"` // TLS feature status_request (RFC 7633)

	UnknownCriticalExtension bool `json:"unknownCriticalExtension,omitzero"` // a critical extension 2.999.1 that nobody knows (RFC 5280 §4.2: reject)
	SHA1                     bool `json:"sha1,omitzero"`                     // signed over SHA-1; an error if the issuer has an Ed25519 key
	NegativeSerial           bool `json:"negativeSerial,omitzero"`           // a serial number below zero, which no authority may give (RFC 5280 §4.1.2.2)
	Padding                  int  `json:"padding,omitzero"`                  // the size in bytes of an extension 2.999.2 that is not critical and only makes the certificate large
}

const leafLifetime = 90 * 24 * time.Hour

var (
	oidTLSFeature  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24} // RFC 7633 §6
	tlsFeatureOCSP = []byte{0x30, 3, 2, 1, 5}                          // SEQUENCE { INTEGER status_request }

	// 2.999 is the arc set aside for examples (ITU-T X.660).
	oidUnknown = asn1.ObjectIdentifier{2, 999, 1}
	oidPadding = asn1.ObjectIdentifier{2, 999, 2}

	unknownCritical = pkix.Extension{Id: oidUnknown, Critical: true, Value: asn1.NullBytes}
	emptySequence   = []byte{0x30, 0}
)

// Issue makes a key, signs a certificate for it and adds the chain that an honest server sends along.
// If Go can sign but not read the certificate (a dNSName that is not IA5), its Leaf is nil and there is no error.
func (a *Authority) Issue(l Leaf) (*Certificate, error) {
	l = l.withValidity()
	return a.leaves.get(fmt.Sprintf("%#v", l), func() (*Certificate, error) { return a.issue(l) })
}

func (a *Authority) issue(l Leaf) (*Certificate, error) {
	key, err := l.Key.forLeaf("leaf")
	if err != nil {
		return nil, fmt.Errorf("making the key of a leaf: %w", err)
	}
	template, err := l.template(key.Public(), a.key.Public())
	if err != nil {
		return nil, fmt.Errorf("describing a leaf: %w", err)
	}
	der, err := a.signLeaf(l, template, key.Public())
	if err != nil {
		return nil, fmt.Errorf("issuing a leaf: %w", err)
	}
	certificate := &Certificate{Leaf: readable(der), Raw: [][]byte{der}, Key: key, Issuer: a, kind: l.Key}
	for _, above := range a.Chain() {
		certificate.Raw = append(certificate.Raw, above.Raw)
	}
	return certificate, nil
}

// SelfSigned makes a certificate that its own key has signed. It has no Issuer and no chain.
func SelfSigned(l Leaf) (*Certificate, error) {
	l = l.withValidity()
	key, err := l.Key.forLeaf("leaf")
	if err != nil {
		return nil, fmt.Errorf("making the key of a self-signed certificate: %w", err)
	}
	template, err := l.template(key.Public(), key.Public())
	if err != nil {
		return nil, fmt.Errorf("describing a self-signed certificate: %w", err)
	}
	itself := &Authority{Certificate: template, key: key}
	der, err := itself.signLeaf(l, template, key.Public())
	if err != nil {
		return nil, fmt.Errorf("self-signing: %w", err)
	}
	return &Certificate{Leaf: readable(der), Raw: [][]byte{der}, Key: key, kind: l.Key}, nil
}

// withValidity settles the two instants, so that leaves which show the same are the same, whatever Now was.
func (l Leaf) withValidity() Leaf {
	now := l.Now
	if now.IsZero() {
		now = time.Now()
	}
	now = now.Truncate(time.Hour)
	l.Now = time.Time{}

	if l.NotBefore.IsZero() {
		l.NotBefore = now.Add(-time.Hour)
		if !l.NotAfter.IsZero() && !l.NotAfter.After(l.NotBefore) {
			l.NotBefore = l.NotAfter.Add(-leafLifetime)
		}
	}
	if l.NotAfter.IsZero() {
		l.NotAfter = now.Add(leafLifetime)
		if !l.NotAfter.After(l.NotBefore) {
			l.NotAfter = l.NotBefore.Add(leafLifetime)
		}
	}
	l.NotBefore, l.NotAfter = certificateTime(l.NotBefore), certificateTime(l.NotAfter)
	return l
}

func (l Leaf) commonNames() []string {
	if len(l.CommonNames) == 0 && l.CommonName != "" {
		return []string{l.CommonName}
	}
	return l.CommonNames
}

// template describes the certificate of a public key, to be signed with the key of an issuer.
func (l Leaf) template(public, issuer crypto.PublicKey) (*x509.Certificate, error) {
	extensions, err := l.extensions()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		Subject:               subject(l.commonNames()),
		NotBefore:             l.NotBefore,
		NotAfter:              l.NotAfter,
		BasicConstraintsValid: true,
		KeyUsage:              l.keyUsage(public),
		CRLDistributionPoints: l.CRLURLs,
		OCSPServer:            l.OCSPURLs,
		ExtraExtensions:       extensions,
	}
	if !l.NoExtKeyUsage && !l.NoPurpose {
		template.ExtKeyUsage, template.UnknownExtKeyUsage = l.ExtKeyUsages, l.OtherExtKeyUsages
		if len(l.ExtKeyUsages)+len(l.OtherExtKeyUsages) == 0 {
			template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		}
	}
	if l.SHA1 {
		if template.SignatureAlgorithm, err = sha1Algorithm(issuer); err != nil {
			return nil, err
		}
	}
	return template, nil
}

func (l Leaf) keyUsage(public crypto.PublicKey) x509.KeyUsage {
	_, isRSA := public.(*rsa.PublicKey)
	switch {
	case l.NoKeyUsage:
		return 0
	case l.KeyUsage != 0:
		return l.KeyUsage
	case isRSA: // for the RSA key exchange of TLS 1.2
		return x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	}
	return x509.KeyUsageDigitalSignature
}

func (l Leaf) extensions() ([]pkix.Extension, error) {
	extensions, err := l.subjectAltName()
	if err != nil {
		return nil, err
	}
	if l.MustStaple {
		extensions = append(extensions, pkix.Extension{Id: oidTLSFeature, Value: tlsFeatureOCSP})
	}
	if l.NoPurpose {
		extensions = append(extensions, pkix.Extension{Id: oidExtKeyUsage, Value: emptySequence})
	}
	if l.UnknownCriticalExtension {
		extensions = append(extensions, unknownCritical)
	}
	if l.Padding > 0 {
		value, err := asn1.Marshal(make([]byte, l.Padding))
		if err != nil {
			return nil, fmt.Errorf("encoding the padding: %w", err)
		}
		extensions = append(extensions, pkix.Extension{Id: oidPadding, Value: value})
	}
	return extensions, nil
}

func sha1Algorithm(issuer crypto.PublicKey) (x509.SignatureAlgorithm, error) {
	switch issuer.(type) {
	case *rsa.PublicKey:
		return x509.SHA1WithRSA, nil
	case *ecdsa.PublicKey:
		return x509.ECDSAWithSHA1, nil
	default:
		return 0, errors.New("only RSA and ECDSA keys sign over SHA-1")
	}
}
