package dane

import (
	"cmp"
	"crypto/x509"
	"strings"
	"time"

	"mtalab/sim/evidence"
)

// Client authenticates servers. The zero value does what RFC 7672 asks, and each field is a mistake.
type Client struct {
	// NamesEndEntity compares names, and looks at dates, under DANE-EE too (RFC 7672 §3.1.1 forbids both).
	NamesEndEntity bool
	// TakesPKIX takes usages 0 and 1 for 2 and 3 (RFC 7672 §3.1.3).
	TakesPKIX bool
	// FirstRecordOnly looks at no other record.
	FirstRecordOnly bool
	// NamesNobody compares no name under DANE-TA (RFC 7672 §3.2.2).
	NamesNobody bool
}

// Usable are the records by which a server can be authenticated.
func (c Client) Usable(records []Record) []Record {
	var usable []Record
	for _, record := range records {
		if c.read(record).Unusable() == "" {
			usable = append(usable, record)
		}
	}
	if c.FirstRecordOnly && len(usable) > 1 {
		usable = usable[:1]
	}
	return usable
}

// read is a record as the client takes it.
func (c Client) read(record Record) Record {
	if c.TakesPKIX && record.Usage < TrustAnchor {
		record.Usage += TrustAnchor
	}
	return record
}

// Server is what is known of the server that is to be authenticated.
type Server struct {
	Chain []*x509.Certificate // as it was sent, the leaf first
	// References are the names that count under DANE-TA: the TLSA base domain, the next-hop domain, and what that is an
	// alias of (RFC 7672 §3.2.2).
	References []string
	Now        time.Time
}

// Match says whether a usable record authenticates the server, and tells of each record that was compared.
func (c Client) Match(server Server, records []Record, tell func(evidence.Comparison)) bool {
	for _, record := range c.Usable(records) {
		comparison := c.compare(server, record)
		tell(comparison)
		if comparison.Match {
			return true
		}
	}
	return false
}

func (c Client) compare(server Server, record Record) evidence.Comparison {
	comparison := evidence.Comparison{Kind: evidence.TLSA, Presented: called(server.Chain[0]), Reference: record.String()}
	record = c.read(record)
	if record.Usage == EndEntity {
		comparison.Source, comparison.Cause = "DANE-EE", endEntity
		comparison.Match = record.Matches(server.Chain[0])
		if !comparison.Match {
			comparison.Why = otherKey
		} else if c.NamesEndEntity {
			comparison.Match = isNamed(server.Chain[0], server.References) && isValid(server.Chain[0], server.Now)
		}
		return comparison
	}
	comparison.Source, comparison.Cause = "DANE-TA", trustAnchor
	anchor := server.anchor(record)
	switch {
	case anchor == nil:
		comparison.Why = anchorNotSent
	case !server.leadsTo(anchor):
		comparison.Why = noChain
	case !c.NamesNobody && !isNamed(server.Chain[0], server.References):
		comparison.Why = otherName
	default:
		comparison.Match = true
	}
	return comparison
}

// anchor is the certificate of the chain that a record designates (RFC 7672 §3.1.2: the server sends it), or the one that
// the record itself holds; nil: there is none.
func (s Server) anchor(record Record) *x509.Certificate {
	for _, certificate := range s.Chain {
		if record.Matches(certificate) {
			return certificate
		}
	}
	if record.Selector == wholeCertificate && record.MatchingType == exact {
		certificate, _ := x509.ParseCertificate(record.Data) // a usable record is readable
		return certificate
	}
	return nil
}

// leadsTo says whether the leaf is issued below an anchor, or is it, and everything is valid now.
func (s Server) leadsTo(anchor *x509.Certificate) bool {
	if anchor.Equal(s.Chain[0]) {
		return isValid(anchor, s.Now)
	}
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(anchor)
	for _, certificate := range s.Chain[1:] {
		intermediates.AddCert(certificate)
	}
	_, err := s.Chain[0].Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: intermediates, CurrentTime: s.Now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return err == nil
}

func isValid(certificate *x509.Certificate, now time.Time) bool {
	return !now.Before(certificate.NotBefore) && !now.After(certificate.NotAfter)
}

// isNamed says whether a certificate names one of the references: by its DNS names, and by its Common Name only if it has
// none; a star is a whole first label (RFC 7672 §3.2.3).
func isNamed(leaf *x509.Certificate, references []string) bool {
	identifiers := leaf.DNSNames
	if len(identifiers) == 0 {
		identifiers = []string{leaf.Subject.CommonName}
	}
	alone := x509.Certificate{DNSNames: identifiers}
	for _, reference := range references {
		if reference != "" && alone.VerifyHostname(reference) == nil {
			return true
		}
	}
	return false
}

// called is what a person calls a certificate.
func called(certificate *x509.Certificate) string {
	return cmp.Or(certificate.Subject.CommonName, strings.Join(certificate.DNSNames, ", "), "a certificate without a name")
}
