package fakedns

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// DefaultTTL is the TTL, in seconds, of a record that does not name one.
const DefaultTTL = 300

// Record is one line of the zone. A literal with the fields as a person writes them will do; NewRecord
// finds its mistakes earlier and shows it as a client will see it.
type Record struct {
	Name  string `json:"name,omitzero"`  // the owner; a missing final dot is added, letter case is kept. An IP address for a PTR
	Type  string `json:"type,omitzero"`  // "MX"
	Value string `json:"value,omitzero"` // as in a zone file: "10 mx1.example.com."
	TTL   uint32 `json:"ttl,omitzero"`   // seconds; 0: the asker may not keep the record
}

// NewRecord checks one record and gives it the form in which a client sees it, with DefaultTTL: names
// absolute and in the letter case they were written in, an IP address that owns a PTR as its
// in-addr.arpa or ip6.arpa name, an MX of "." as "0 ." (RFC 7505 §3). Strange host names ("*.hosted.not",
// "192.0.2.1", "my_mx") are names all the same. A name outside ASCII must be written as its A-label.
func NewRecord(name, rtype, value string) (Record, error) {
	rr, err := Record{name, rtype, value, DefaultTTL}.parse()
	if err != nil {
		return Record{}, err
	}
	return shown(rr), nil
}

// ParseRecords reads zone lines: "name [TTL] [IN] type value". All names are absolute, with or without
// a final dot. A comment begins with a semicolon at the start of a line or after a space, outside
// quotes. Errors name the line.
func ParseRecords(text string) ([]Record, error) {
	var records []Record
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(withoutComment(line))
		if line == "" {
			continue
		}
		record, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		records = append(records, record)
	}
	return records, nil
}

// String is the zone line, which ParseRecords reads.
func (r Record) String() string {
	return fmt.Sprintf("%s %d %s %s", r.Name, r.TTL, r.Type, r.Value)
}

func parseLine(line string) (Record, error) {
	name, rest := cutField(line)
	ttl := uint64(DefaultTTL)
	for {
		word, after := cutField(rest)
		seconds, err := strconv.ParseUint(word, 10, 31) // RFC 2181 §8: 31 bits
		if errors.Is(err, strconv.ErrRange) {
			return Record{}, fmt.Errorf("TTL %s is above %d", word, math.MaxInt32)
		}
		switch {
		case err == nil:
			ttl = seconds
		case !strings.EqualFold(word, "IN"):
			record, err := NewRecord(name, word, after)
			record.TTL = uint32(ttl)
			return record, err
		}
		rest = after
	}
}

// cutField takes the first word off a line; an escaped space belongs to its word.
func cutField(line string) (field, rest string) {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case ' ', '\t':
			return line[:i], strings.TrimLeft(line[i:], " \t")
		}
	}
	return line, ""
}

func withoutComment(line string) string {
	quoted, escaped, afterSpace := false, false, true
	for i, c := range []byte(line) {
		switch {
		case escaped:
		case c == '"':
			quoted = !quoted
		case c == ';' && afterSpace && !quoted:
			return line[:i]
		}
		afterSpace = !escaped && (c == ' ' || c == '\t')
		escaped = !escaped && c == '\\'
	}
	return line
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
