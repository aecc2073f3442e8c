package fakedns

import (
	"crypto"
	"errors"
	"fmt"
	"sync"

	"github.com/miekg/dns"
)

// zoneKey is the one key of a zone, which signs its records and itself.
type zoneKey struct {
	dnskey  *dns.DNSKEY
	private crypto.Signer
}

// zoneKeys holds the keys of this run, by the name of the zone.
var zoneKeys sync.Map // keyName → func() (zoneKey, error)

type keyName struct {
	zone  string
	other bool // one that is not the zone's
}

// keyOf is the key of a zone, which is made when it is first asked for.
func keyOf(zone string, other bool) (zoneKey, error) {
	name := keyName{zone, other}
	made, known := zoneKeys.Load(name)
	if !known {
		made, _ = zoneKeys.LoadOrStore(name, sync.OnceValues(func() (zoneKey, error) { return newZoneKey(zone) }))
	}
	return made.(func() (zoneKey, error))()
}

const (
	keyTTL = 3600 // seconds, of DNSKEY and DS records
	// zoneKeyFlags are Zone Key and Secure Entry Point (RFC 4034 §2.1.1).
	zoneKeyFlags = dns.ZONE | dns.SEP
	// nobodysAlgorithm is unassigned (IANA, DNS Security Algorithm Numbers).
	nobodysAlgorithm = 200
)

func newZoneKey(zone string) (zoneKey, error) {
	for {
		made := &dns.DNSKEY{
			Hdr:   dns.RR_Header{Name: zone, Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET, Ttl: keyTTL},
			Flags: zoneKeyFlags, Protocol: 3, Algorithm: dns.ECDSAP256SHA256,
		}
		private, err := made.Generate(256)
		if err != nil {
			return zoneKey{}, fmt.Errorf("make the key of the zone %s: %w", zone, err)
		}
		signer, ok := private.(crypto.Signer)
		if !ok {
			return zoneKey{}, errors.New("a key that cannot sign")
		}
		if made.KeyTag() != 0 { // which package dns takes for a missing one
			return zoneKey{made, signer}, nil
		}
	}
}

// shown is the DNSKEY record of a zone with some flaws.
func (k zoneKey) shown(wrong flaws) *dns.DNSKEY {
	if !wrong.has(unknownAlgorithm) {
		return k.dnskey
	}
	strange := *k.dnskey
	strange.Algorithm = nobodysAlgorithm
	return &strange
}

// TrustAnchor is the DNSKEY record of the root for this run, as a line of a zone file: what a validating resolver is
// to trust.
func TrustAnchor() (string, error) {
	key, err := keyOf(".", false)
	if err != nil {
		return "", err
	}
	return key.dnskey.String(), nil
}
