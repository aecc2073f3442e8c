package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// parsed is a certificate (RFC 5280 §4.1) of which the names are read more leniently than crypto/x509 does.
type parsed struct {
	der  []byte
	isCA bool
	toBeSigned
}

type toBeSigned struct {
	Version         int `asn1:"optional,explicit,default:0,tag:0"`
	Serial          asn1.RawValue
	Algorithm       asn1.RawValue
	Issuer          asn1.RawValue
	Validity        struct{ NotBefore, NotAfter time.Time }
	Subject         asn1.RawValue
	PublicKey       publicKey
	IssuerUniqueID  asn1.BitString   `asn1:"optional,tag:1"`
	SubjectUniqueID asn1.BitString   `asn1:"optional,tag:2"`
	Extensions      []pkix.Extension `asn1:"omitempty,optional,explicit,tag:3"`
}

type publicKey struct {
	Algorithm struct {
		OID        asn1.ObjectIdentifier
		Parameters asn1.RawValue `asn1:"optional"`
	}
	Key asn1.BitString
}

// parseCertificate reads what stands first in a block: a "TRUSTED CERTIFICATE" has more behind it.
func parseCertificate(der []byte) (*parsed, error) {
	var whole struct {
		TBS       toBeSigned
		Algorithm asn1.RawValue
		Signature asn1.RawValue
	}
	rest, err := asn1.Unmarshal(der, &whole)
	if err != nil {
		return nil, errors.New("want the DER of an X.509 certificate")
	}
	p := &parsed{der: der[:len(der)-len(rest)], toBeSigned: whole.TBS}
	var constraints struct {
		IsCA    bool `asn1:"optional"`
		MaxPath int  `asn1:"optional,default:-1"`
	}
	if _, err := p.extension(oidBasicConstraints, &constraints); err != nil {
		return nil, err
	}
	p.isCA = constraints.IsCA
	return p, nil
}

var (
	oidKeyUsage         = asn1.ObjectIdentifier{2, 5, 29, 15}
	oidBasicConstraints = asn1.ObjectIdentifier{2, 5, 29, 19}
	oidExtKeyUsage      = asn1.ObjectIdentifier{2, 5, 29, 37}
)

// extension reads the value of an extension; false: there is none.
func (p *parsed) extension(id asn1.ObjectIdentifier, value any) (bool, error) {
	i := slices.IndexFunc(p.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(id) })
	if i < 0 {
		return false, nil
	}
	if _, err := asn1.Unmarshal(p.Extensions[i].Value, value); err != nil {
		return true, fmt.Errorf("its extension %s cannot be read", id)
	}
	return true, nil
}

// leaf describes the certificate.
func (p *parsed) leaf() (Leaf, error) {
	l := Leaf{NotBefore: p.Validity.NotBefore, NotAfter: p.Validity.NotAfter, Key: p.PublicKey.kind()}
	l.NegativeSerial = len(p.Serial.Bytes) > 0 && p.Serial.Bytes[0] >= 0x80
	var err error
	if l.CommonNames, err = p.commonNames(); err != nil {
		return l, err
	}
	if err := p.subjectAltNames(&l); err != nil {
		return l, err
	}
	return l, p.usages(&l)
}

// usages reads the key usage and the extended key usage.
func (p *parsed) usages(l *Leaf) error {
	var bits asn1.BitString
	limited, err := p.extension(oidKeyUsage, &bits)
	if err != nil {
		return err
	}
	for i := range 9 {
		l.KeyUsage |= x509.KeyUsage(bits.At(i)) << i
	}
	if limited && l.KeyUsage == 0 {
		return errors.New("its key usage allows nothing: want one that allows something, or none")
	}
	l.NoKeyUsage = !limited

	var purposes []asn1.ObjectIdentifier
	if limited, err = p.extension(oidExtKeyUsage, &purposes); err != nil {
		return err
	}
	l.NoExtKeyUsage, l.NoPurpose = !limited, limited && len(purposes) == 0
	for _, purpose := range purposes {
		if known, ok := extKeyUsageOf(purpose); ok {
			l.ExtKeyUsages = append(l.ExtKeyUsages, known)
		} else {
			l.OtherExtKeyUsages = append(l.OtherExtKeyUsages, purpose)
		}
	}
	return nil
}

// extKeyUsageOf is the name that crypto/x509 has for a purpose.
func extKeyUsageOf(purpose asn1.ObjectIdentifier) (x509.ExtKeyUsage, bool) {
	for usage := x509.ExtKeyUsageAny; usage <= x509.ExtKeyUsageMicrosoftKernelCodeSigning; usage++ {
		if usage.OID().EqualASN1OID(purpose) {
			return usage, true
		}
	}
	return 0, false
}

// commonNames are those of the subject, in the order in which they are encoded.
func (p *parsed) commonNames() ([]string, error) {
	type attributesSET []struct {
		Type  asn1.ObjectIdentifier
		Value asn1.RawValue
	}
	var subject []attributesSET
	if _, err := asn1.Unmarshal(p.Subject.FullBytes, &subject); err != nil {
		return nil, errors.New("its subject cannot be read")
	}
	var names []string
	for _, attributes := range subject {
		for _, attribute := range attributes {
			if attribute.Type.Equal(oidCommonName) {
				names = append(names, text(attribute.Value))
			}
		}
	}
	return names, nil
}

// text is a string of ASN.1: BMPString is UTF-16, and what is not UTF-8 is taken for Latin-1, as T61String is by most.
func text(value asn1.RawValue) string {
	if value.Tag == asn1.TagBMPString {
		units := make([]uint16, len(value.Bytes)/2)
		for i := range units {
			units[i] = uint16(value.Bytes[2*i])<<8 | uint16(value.Bytes[2*i+1])
		}
		return string(utf16.Decode(units))
	}
	if utf8.Valid(value.Bytes) {
		return string(value.Bytes)
	}
	var latin strings.Builder
	for _, letter := range value.Bytes {
		latin.WriteRune(rune(letter))
	}
	return latin.String()
}

// subjectAltNames reads the names of every kind; those that Leaf has no field for stay encoded.
func (p *parsed) subjectAltNames(l *Leaf) error {
	var names []asn1.RawValue
	if _, err := p.extension(oidSubjectAltName, &names); err != nil {
		return err
	}
	for _, name := range names {
		address, isAddress := netip.AddrFromSlice(name.Bytes)
		service, isService := serviceName(name)
		switch {
		case name.Tag == tagDNSName:
			l.DNSNames = append(l.DNSNames, string(name.Bytes))
		case name.Tag == tagRFC822Name:
			l.Emails = append(l.Emails, string(name.Bytes))
		case name.Tag == tagURI:
			l.URIs = append(l.URIs, string(name.Bytes))
		case name.Tag == tagIPAddress && isAddress && !address.Is4In6():
			l.IPs = append(l.IPs, address)
		case name.Tag == tagOtherName && isService:
			l.SRVNames = append(l.SRVNames, service)
		default:
			l.OtherNames = append(l.OtherNames, string(name.FullBytes))
		}
	}
	return nil
}

// serviceName reads an otherName of type id-on-dnsSRV (RFC 4985 §2).
func serviceName(name asn1.RawValue) (string, bool) {
	var id asn1.ObjectIdentifier
	rest, err := asn1.Unmarshal(name.Bytes, &id)
	if err != nil || !id.Equal(oidDNSSRV) {
		return "", false
	}
	var service string
	rest, err = asn1.UnmarshalWithParams(rest, &service, "ia5,explicit,tag:0")
	return service, err == nil && len(rest) == 0
}

var (
	oidRSA     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidRSAPSS  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	oidEd25519 = asn1.ObjectIdentifier{1, 3, 101, 112}
	oidP384    = asn1.ObjectIdentifier{1, 3, 132, 0, 34}
	oidP521    = asn1.ObjectIdentifier{1, 3, 132, 0, 35}
)

// kind is the nearest kind of key that can be made: RSA-2048 for RSA of any size, P-256 for what is none of them.
func (k publicKey) kind() KeyKind {
	var curve asn1.ObjectIdentifier
	_, _ = asn1.Unmarshal(k.Algorithm.Parameters.FullBytes, &curve) // without one it is no named curve
	switch {
	case k.Algorithm.OID.Equal(oidRSA), k.Algorithm.OID.Equal(oidRSAPSS):
		return RSA2048
	case k.Algorithm.OID.Equal(oidEd25519):
		return Ed25519
	case curve.Equal(oidP384):
		return P384
	case curve.Equal(oidP521):
		return P521
	}
	return P256
}
