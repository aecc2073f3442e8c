package sim

import (
	"cmp"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"mtalab/fakedns"
	"mtalab/internal/names"
	"mtalab/pki"
)

// TLSA describes the TLSA records of a host (RFC 6698): their data is that of the certificates which its MTAs show when the
// world starts. What they show later on changes no record.
type TLSA struct {
	// Host and Port are whose they are: _25._tcp.mx1.example.com. Port 0 is 25.
	Host string `json:"host"`
	Port uint16 `json:"port,omitzero"`
	// At is the address of the MTA; the zero value stands for all those to which the host's name leads.
	At netip.Addr `json:"at,omitzero"`
	// Usage, Selector and MatchingType are the numbers of RFC 7218. With an unknown selector the data is of the whole
	// certificate, with an unknown matching type it is the SHA-256 of that.
	Usage        uint8 `json:"usage"`
	Selector     uint8 `json:"selector"`
	MatchingType uint8 `json:"matchingType"`
	// Of is which certificate the data is of.
	Of TLSASubject `json:"of"`
}

// TLSASubject is whose data a TLSA record has.
type TLSASubject string

// The certificates that a TLSA record can be of.
const (
	TLSAOfCertificate TLSASubject = "certificate" // the MTA's own
	TLSAOfAuthority   TLSASubject = "authority"   // that of its issuer, which the MTA sends unless it is a root
	TLSAOfRoot        TLSASubject = "root"        // that of the root above it, which no MTA sends
	TLSAOfAnother     TLSASubject = "another"     // one that nobody shows
)

// TLSASubjects are all there are.
func TLSASubjects() []TLSASubject {
	return []TLSASubject{TLSAOfCertificate, TLSAOfAuthority, TLSAOfRoot, TLSAOfAnother}
}

// Owner is the name of the records: _25._tcp.mx1.example.com.
func (t TLSA) Owner() string {
	return fmt.Sprintf("_%d._tcp.%s", cmp.Or(t.Port, 25), names.Wire(t.Host))
}

// CheckTLSA says why nothing can be computed of a TLSA record.
func (w *World) CheckTLSA(tlsa TLSA) error {
	_, err := w.showing(tlsa)
	return err
}

// showing are the certificates that a TLSA record can be of, in the order of their MTAs.
func (w *World) showing(tlsa TLSA) ([]*Certificate, error) {
	if !slices.Contains(TLSASubjects(), tlsa.Of) {
		return nil, fmt.Errorf("TLSA of %s: unknown %q: want one of %q", tlsa.Host, tlsa.Of, TLSASubjects())
	}
	if _, err := fakedns.OwnerName(tlsa.Owner(), "TLSA"); err != nil {
		return nil, fmt.Errorf("TLSA of %s: %w", tlsa.Host, err)
	}
	if tlsa.Of == TLSAOfAnother {
		return nil, nil
	}
	at := []netip.Addr{tlsa.At}
	if !tlsa.At.IsValid() {
		at = w.addressesOf(tlsa.Host)
	}
	var shown []*Certificate
	for _, mta := range w.MTAs {
		if !slices.Contains(at, mta.Address) || cmp.Or(mta.Port, 25) != cmp.Or(tlsa.Port, 25) {
			continue
		}
		if c := mta.showsFirst(tlsa.Host); c != nil && !slices.Contains(shown, c) {
			shown = append(shown, c)
		}
	}
	if len(shown) == 0 {
		return nil, fmt.Errorf("TLSA of %s: no MTA with a certificate is at port %d of its addresses %v: want one, or the address of one", tlsa.Host, cmp.Or(tlsa.Port, 25), at)
	}
	return shown, nil
}

// showsFirst is the first certificate that an MTA shows to who asks for a server name.
func (m *MTA) showsFirst(serverName string) *Certificate {
	if domain, err := names.Domain(serverName); err == nil {
		serverName = domain
	}
	states := []State{m.First()}
	for _, change := range m.Changes {
		states = append(states, change.State)
	}
	for _, state := range states {
		if named := state.ByServerName[serverName]; named != nil {
			return named
		}
		if state.Shows != nil {
			return state.Shows
		}
	}
	return nil
}

// addressesOf are the addresses to which a name leads, by aliases if need be.
func (w *World) addressesOf(name string) []netip.Addr {
	const longestChain = 16
	for range longestChain {
		var found []netip.Addr
		alias := ""
		for _, record := range w.DNS.Records {
			if !names.SameDomain(record.Name, name) {
				continue
			}
			if to, is := leadsTo(record); is {
				found = append(found, to)
			} else if record.Type == "CNAME" {
				alias = record.Value
			}
		}
		if alias == "" {
			return found
		}
		name = alias
	}
	return nil
}

// withTLSA adds to records the TLSA records of the world, each once.
func (s *site) withTLSA(records []fakedns.Record) ([]fakedns.Record, error) {
	records = slices.Clip(records)
	for _, tlsa := range s.World.DNS.TLSA {
		shown, err := s.World.showing(tlsa)
		if err != nil {
			return nil, err
		}
		if tlsa.Of == TLSAOfAnother {
			shown = []*Certificate{nil}
		}
		for _, certificate := range shown {
			data, err := s.tlsaData(tlsa, certificate)
			if err != nil {
				return nil, fmt.Errorf("TLSA of %s: %w", tlsa.Host, err)
			}
			value := fmt.Sprintf("%d %d %d %s", tlsa.Usage, tlsa.Selector, tlsa.MatchingType, hex.EncodeToString(data))
			record, err := fakedns.NewRecord(tlsa.Owner(), "TLSA", value)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(records, record) {
				records = append(records, record)
			}
		}
	}
	return records, nil
}

func (s *site) tlsaData(tlsa TLSA, certificate *Certificate) ([]byte, error) {
	der, err := s.subject(tlsa.Of, certificate)
	if err != nil {
		return nil, err
	}
	if tlsa.Selector == 1 { // SPKI
		parsed, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("the key of a certificate that cannot be read: %w", err)
		}
		der = parsed.RawSubjectPublicKeyInfo
	}
	switch tlsa.MatchingType {
	case 0: // as it is
		return der, nil
	case 2: // SHA2-512
		digest := sha512.Sum512(der)
		return digest[:], nil
	}
	digest := sha256.Sum256(der)
	return digest[:], nil
}

// subject is the certificate that a TLSA record is of.
func (s *site) subject(of TLSASubject, certificate *Certificate) ([]byte, error) {
	if of == TLSAOfAnother {
		s.nobody = Certificate{Leaf: pki.Leaf{CommonName: "nobody.test", DNSNames: []string{"nobody.test"}}, SelfSigned: true}
		certificate, of = &s.nobody, TLSAOfCertificate
	}
	issued, err := s.Issue(certificate)
	switch {
	case err != nil:
		return nil, err
	case of == TLSAOfCertificate:
		return issued.Raw[0], nil
	case issued.Issuer == nil:
		return nil, errors.New("a self-signed certificate has no authority above it")
	case of == TLSAOfRoot:
		return issued.Issuer.Root().Certificate.Raw, nil
	}
	return issued.Issuer.Certificate.Raw, nil
}
