// Package dane authenticates an SMTP server by TLSA records (RFC 7672 §3, RFC 7671 §5). Where the records come from, and
// whether their answer was secure, is its caller's business.
package dane

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"mtalab/internal/names"
)

// The certificate usages of SMTP (RFC 7672 §3.1).
const (
	TrustAnchor = 2 // DANE-TA
	EndEntity   = 3 // DANE-EE
)

// The selectors and the matching types (RFC 6698 §2.1.2, §2.1.3).
const (
	wholeCertificate = 0
	publicKey        = 1

	exact   = 0
	sha2256 = 1
	sha2512 = 2
)

// Record is a TLSA record.
type Record struct {
	Usage, Selector, MatchingType uint8
	Data                          []byte
}

// Parse reads the data of a record as a zone file has it: "3 1 1 2bb1…".
func Parse(text string) (Record, error) {
	fields := strings.Fields(text)
	if len(fields) < 4 {
		return Record{}, fmt.Errorf("TLSA record %q: want usage, selector, matching type and data", text)
	}
	var numbers [3]uint8
	for i := range numbers {
		number, err := strconv.ParseUint(fields[i], 10, 8)
		if err != nil {
			return Record{}, fmt.Errorf("TLSA record %q: %w", text, err)
		}
		numbers[i] = uint8(number)
	}
	data, err := hex.DecodeString(strings.Join(fields[3:], ""))
	if err != nil {
		return Record{}, fmt.Errorf("TLSA record %q: %w", text, err)
	}
	return Record{numbers[0], numbers[1], numbers[2], data}, nil
}

// String is the record in short: its three numbers, and the first octets of its data.
func (r Record) String() string {
	data := fmt.Sprintf("%x", r.Data)
	if len(data) > 16 {
		data = data[:16] + "…"
	}
	return fmt.Sprintf("%d %d %d %s", r.Usage, r.Selector, r.MatchingType, data)
}

// Unusable says why a client cannot authenticate a server by the record (RFC 7672 §2.2, §3.1.3); empty: it can.
func (r Record) Unusable() string {
	switch {
	case r.Usage != TrustAnchor && r.Usage != EndEntity:
		return fmt.Sprintf("usage %d has no meaning in SMTP", r.Usage)
	case r.Selector > publicKey:
		return fmt.Sprintf("selector %d is unknown", r.Selector)
	case r.MatchingType > sha2512:
		return fmt.Sprintf("matching type %d is unknown", r.MatchingType)
	case r.MatchingType == sha2256 && len(r.Data) != sha256.Size, r.MatchingType == sha2512 && len(r.Data) != sha512.Size:
		return fmt.Sprintf("a digest of %d octets", len(r.Data))
	case r.MatchingType == exact && !r.isReadable():
		return "its data is no certificate and no key"
	}
	return ""
}

// isReadable says whether data that stands for itself can be read as what the selector says.
func (r Record) isReadable() bool {
	var err error
	if r.Selector == wholeCertificate {
		_, err = x509.ParseCertificate(r.Data)
	} else {
		_, err = x509.ParsePKIXPublicKey(r.Data)
	}
	return err == nil
}

// Matches says whether the record is that of a certificate.
func (r Record) Matches(certificate *x509.Certificate) bool {
	selected := certificate.Raw
	if r.Selector == publicKey {
		selected = certificate.RawSubjectPublicKeyInfo
	}
	switch r.MatchingType {
	case sha2256:
		digest := sha256.Sum256(selected)
		selected = digest[:]
	case sha2512:
		digest := sha512.Sum512(selected)
		selected = digest[:]
	}
	return subtle.ConstantTimeCompare(r.Data, selected) == 1
}

// Owner is the name of the TLSA records of a base domain (RFC 7672 §2.2.3).
func Owner(port uint16, baseDomain string) string {
	return fmt.Sprintf("_%d._tcp.%s", port, names.Wire(baseDomain))
}
