package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"time"
)

// Intermediate describes an authority below another one. The zero value is an honest one.
type Intermediate struct {
	CommonName string  `json:"commonName,omitzero"` // empty: "mtalab intermediate CA"
	Key        KeyKind `json:"key,omitzero"`

	// Zero: from 2000 until 2100, so that a world's clock may stand anywhere.
	NotBefore time.Time `json:"notBefore,omitzero"`
	NotAfter  time.Time `json:"notAfter,omitzero"`

	// How many intermediates may follow below this one, written as in x509.Certificate: zero says nothing unless
	// MaxPathLenZero is set as well (RFC 5280 §4.2.1.9).
	MaxPathLen     int  `json:"maxPathLen,omitzero"`
	MaxPathLenZero bool `json:"maxPathLenZero,omitzero"`

	// The domains below which names may, or may not, be issued; a critical extension (RFC 5280 §4.2.1.10).
	PermittedDNSDomains []string `json:"permittedDNSDomains,omitzero"`
	ExcludedDNSDomains  []string `json:"excludedDNSDomains,omitzero"`

	CRLURLs []string `json:"crlURLs,omitzero"` // cRLDistributionPoints

	NotCA      bool `json:"notCA,omitzero"`      // basicConstraints says cA=false (RFC 5280 §4.2.1.9); everything else stays
	NoCertSign bool `json:"noCertSign,omitzero"` // keyUsage lacks keyCertSign (RFC 5280 §4.2.1.3); everything else stays
	NoUsage    bool `json:"noUsage,omitzero"`    // keyUsage has no bit at all, and so allows nothing

	ExtKeyUsages []x509.ExtKeyUsage `json:"extKeyUsages,omitzero"` // what those below may be for; empty: everything
	NoPurpose    bool               `json:"noPurpose,omitzero"`    // an extKeyUsage without a purpose: those below are for nothing

	UnknownCriticalExtension bool `json:"unknownCriticalExtension,omitzero"` // a critical extension 2.999.1 that nobody knows
}

// Intermediate makes an authority whose certificate this one signs.
func (a *Authority) Intermediate(i Intermediate) (*Authority, error) {
	i.NotBefore, i.NotAfter = authorityValidity(i.NotBefore, i.NotAfter)
	return a.intermediates.get(fmt.Sprintf("%#v", i), func() (*Authority, error) { return a.newIntermediate(i) })
}

func (a *Authority) newIntermediate(i Intermediate) (*Authority, error) {
	template := authorityTemplate(i.CommonName, "mtalab intermediate CA", i.NotBefore, i.NotAfter)
	template.MaxPathLen, template.MaxPathLenZero = i.MaxPathLen, i.MaxPathLenZero
	template.PermittedDNSDomains, template.ExcludedDNSDomains = i.PermittedDNSDomains, i.ExcludedDNSDomains
	template.PermittedDNSDomainsCritical = true
	template.CRLDistributionPoints = i.CRLURLs
	if i.NotCA {
		template.IsCA = false
	}
	if i.NoCertSign {
		template.KeyUsage &^= x509.KeyUsageCertSign
	}
	template.ExtKeyUsage = i.ExtKeyUsages
	template.ExtraExtensions = i.extensions()
	intermediate, err := newAuthority(template, i.Key, a)
	if err != nil {
		return nil, fmt.Errorf("making an intermediate of %s: %w", a.Certificate.Subject, err)
	}
	return intermediate, nil
}

// extensions are those that crypto/x509 does not write.
func (i Intermediate) extensions() []pkix.Extension {
	var all []pkix.Extension
	if i.NoUsage {
		all = append(all, pkix.Extension{Id: oidKeyUsage, Critical: true, Value: []byte{asn1.TagBitString, 1, 0}})
	}
	if i.NoPurpose {
		all = append(all, pkix.Extension{Id: oidExtKeyUsage, Value: emptySequence})
	}
	if i.UnknownCriticalExtension {
		all = append(all, unknownCritical)
	}
	return all
}

// certifies signs a certificate of another authority, with its name and key: a cross-certificate, which says nothing else.
func (a *Authority) certifies(other *Authority) ([]byte, error) {
	template := authorityTemplate("", "", other.Certificate.NotBefore, other.Certificate.NotAfter)
	template.RawSubject = other.Certificate.RawSubject
	template.SubjectKeyId = other.Certificate.SubjectKeyId
	return a.sign(template, other.key.Public())
}
