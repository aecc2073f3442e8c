package fakedns

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// defaultTTL is the TTL, in seconds, of a record that does not name one.
const defaultTTL = 300

// Record is one line of the zone. A literal with the fields as a person writes them will do; NewRecord
// finds its mistakes earlier and shows it as a client will see it.
type Record struct {
	Name  string `json:"name,omitzero"`  // the owner; a missing final dot is added, letter case is kept. An IP address for a PTR
	Type  string `json:"type,omitzero"`  // "MX"
	Value string `json:"value,omitzero"` // as in a zone file: "10 mx1.example.com."
	TTL   uint32 `json:"ttl,omitzero"`   // seconds; 0: the asker may not keep the record
}

// NewRecord checks one record and gives it the form in which a client sees it, with defaultTTL: names
// absolute and in the letter case they were written in, an IP address that owns a PTR as its
// in-addr.arpa or ip6.arpa name, an MX of "." as "0 ." (RFC 7505 §3). The type may have a TTL and its class before it
// ("3600 IN MX"). The value is read as in a zone file, but that a TXT without quotes is one text. Strange host names
// ("*.hosted.not", "192.0.2.1", "my_mx") are names all the same. A name outside ASCII must be written as its A-label.
func NewRecord(name, rtype, value string) (Record, error) {
	kind := kind{ttl: defaultTTL}
	rest := strings.Fields(rtype)
	for kind.rtype == "" && len(rest) > 0 {
		if err := kind.read(rest[0]); err != nil {
			return Record{}, fmt.Errorf("record of %s: %w", name, err)
		}
		rest = rest[1:]
	}
	if kind.rtype == "" || len(rest) > 0 {
		kind.rtype = rtype // which is no type
	}
	return kind.record(name, value)
}

// kind is what stands between the name of a record and its value: [TTL] [class] type, or [class] [TTL] type.
type kind struct {
	ttl   uint32
	timed bool   // there was a TTL
	rtype string // empty: not yet
}

// read takes the next word.
func (k *kind) read(word string) error {
	ttl, ok, err := parseTTL(word)
	switch {
	case err != nil:
		return err
	case ok && !k.timed:
		k.ttl, k.timed = ttl, true
	case strings.EqualFold(word, "IN"):
	case strings.EqualFold(word, "CH"), strings.EqualFold(word, "HS"), strings.EqualFold(word, "CS"):
		return fmt.Errorf("the class is %s: want IN, the one that is served", word)
	default:
		k.rtype = word
	}
	return nil
}

func (k kind) record(name, value string) (Record, error) {
	rr, err := Record{name, k.rtype, value, k.ttl}.parse()
	if err != nil {
		return Record{}, err
	}
	return shown(rr), nil
}

// parseTTL reads a TTL in seconds or with units (1h30m); ok says whether the word is one.
func parseTTL(word string) (seconds uint32, ok bool, err error) {
	units := map[byte]uint64{'s': 1, 'm': 60, 'h': 3600, 'd': 86400, 'w': 604800}
	var sum uint64
	for rest := word; rest != ""; {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if digits == 0 {
			return 0, false, nil
		}
		number, err := strconv.ParseUint(rest[:digits], 10, 63)
		unit := uint64(1)
		if digits < len(rest) {
			if unit = units[rest[digits]|0x20]; unit == 0 {
				return 0, false, nil
			}
			digits++
		}
		if sum += min(number, math.MaxUint32) * unit; err != nil || sum > math.MaxInt32 { // RFC 2181 §8: 31 bits
			return 0, false, fmt.Errorf("TTL %s is above %d", shortened(word), math.MaxInt32)
		}
		rest = rest[digits:]
	}
	return uint32(sum), word != "", nil
}

// String is the zone line, which ParseRecords reads.
func (r Record) String() string {
	return fmt.Sprintf("%s %d %s %s", r.Name, r.TTL, r.Type, r.Value)
}

// shown is the record as text.
func shown(rr dns.RR) Record {
	header := rr.Header()
	return Record{
		Name:  header.Name,
		Type:  dns.TypeToString[header.Rrtype],
		Value: strings.TrimPrefix(rr.String(), header.String()),
		TTL:   header.Ttl,
	}
}
