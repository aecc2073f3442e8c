package fakedns

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// MaxRecords is how many records ParseZone reads.
const MaxRecords = 10_000

// ParseZone reads what people paste: a zone file (RFC 1035 §5.1: $ORIGIN, $TTL, @, relative names, blanks in place of a
// name, TTLs with or without units, classes, parentheses, comments), or what dig prints, once or several times. Without
// $ORIGIN names are absolute with or without a final dot, but for those of one label, which are refused. Records of types
// that are not served (ErrNotServed) are passed over, if there are others; a record that is there again counts once, and of
// several SOA records of a name the first. $INCLUDE, $GENERATE, and more than MaxRecords are refused. Errors name the line.
func ParseZone(text string) ([]Record, error) {
	reader := zoneReader{ttl: defaultTTL, seen: map[Record]bool{}}
	for scan := newScanner(outdented(text)); ; {
		found, err := scan.next()
		if err == nil && found.words == nil {
			break
		}
		if err == nil {
			err = reader.read(found)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d, %q: %w", found.line, lineOf(text, found.line), err)
		}
	}
	if len(reader.records) == 0 {
		return nil, reader.none()
	}
	return reader.records, nil
}

// zoneReader is what the lines so far have said.
type zoneReader struct {
	origin  string // absolute; empty: none was given
	owner   string // of the latest record
	ttl     uint32 // of records without one
	fixed   bool   // by $TTL; else it is that of the record before
	records []Record
	seen    map[Record]bool
	passed  string // the type of a record that was passed over
}

func (z *zoneReader) none() error {
	if z.passed != "" {
		return fmt.Errorf("there is no other record than such as %s, which is %w", z.passed, ErrNotServed)
	}
	return errors.New("there is no record in it")
}

func (z *zoneReader) read(found entry) error {
	rest := found.words
	if strings.HasPrefix(rest[0], "$") && !dns.IsFqdn(rest[0]) {
		return z.obey(strings.ToUpper(rest[0]), rest[1:])
	}
	name := ""
	if !found.indented && !strings.EqualFold(rest[0], "IN") { // a line that was pasted without its blanks
		name, rest = rest[0], rest[1:]
	}
	kind := kind{ttl: z.ttl}
	for kind.rtype == "" && len(rest) > 0 {
		if err := kind.read(rest[0]); err != nil {
			return err
		}
		rest = rest[1:]
	}
	written := kind.rtype
	kind.rtype = strings.ToUpper(kind.rtype)
	if !isServed(kind.rtype) && !isData(kind.rtype) {
		return fmt.Errorf("%q is no type of a record: want \"name [TTL] [class] type value\", as in a zone file or what dig prints without +short", written)
	}
	if err := z.setOwner(name, kind.rtype); err != nil {
		return err
	}
	if kind.timed && !z.fixed {
		z.ttl = kind.ttl
	}
	if !isServed(kind.rtype) {
		z.passed = kind.rtype
		return nil
	}
	return z.add(kind, rest)
}

func isServed(rtype string) bool {
	return slices.ContainsFunc(forms, func(f struct{ rtype, form string }) bool { return f.rtype == rtype })
}

// obey does what a line that begins with a dollar says.
func (z *zoneReader) obey(directive string, values []string) error {
	if directive != "$ORIGIN" && directive != "$TTL" {
		return fmt.Errorf("%s is refused: want the records themselves", directive)
	}
	if len(values) != 1 {
		return fmt.Errorf("%s has %d values: want one", directive, len(values))
	}
	if directive == "$ORIGIN" {
		origin, err := z.absolute(values[0], "")
		if err != nil {
			return err
		}
		z.origin = origin
		return nil
	}
	ttl, ok, err := parseTTL(values[0])
	if err == nil && !ok {
		err = fmt.Errorf("%q is no TTL: want seconds, or such as 1h30m", values[0])
	}
	z.ttl, z.fixed = ttl, true
	return err
}

// setOwner takes the name of a record; without one, it has that of the record before.
func (z *zoneReader) setOwner(name, rtype string) error {
	if name == "" && z.owner == "" {
		return errors.New("it has no name of its own, and there is no record before it: want a name at the beginning of the line")
	}
	if name == "" {
		return nil
	}
	owner, err := z.absolute(name, rtype)
	z.owner = owner
	return err
}

var errNoOrigin = errors.New(`"@" is the zone itself, and nothing says which: want a line such as "$ORIGIN example.com." before it`)

// absolute is a name as it is outside the zone.
func (z *zoneReader) absolute(name, rtype string) (string, error) {
	switch {
	case name == "@" && z.origin == "":
		return "", errNoOrigin
	case name == "@":
		return z.origin, nil
	case z.origin == "" && isRelative(name):
		return "", fmt.Errorf("%w; or a line such as \"$ORIGIN example.com.\" before it", relative(name, z.owner))
	case z.origin != "" && !dns.IsFqdn(name):
		name += "." + strings.TrimPrefix(z.origin, ".")
	}
	return ownerName(name, rtype)
}

func (z *zoneReader) add(kind kind, fields []string) error {
	origin := z.origin
	if origin == "" {
		origin = "."
		if len(nameFields[kind.rtype]) > 0 && slices.Contains(fields, "@") {
			return errNoOrigin
		}
		if err := checkValueNames(z.owner, kind.rtype, fields); err != nil {
			return fmt.Errorf("%w; or a line such as \"$ORIGIN example.com.\" before it", err)
		}
	}
	if kind.rtype == "TXT" {
		for i := range fields {
			text, err := quoted(fields[i])
			if err != nil {
				return err
			}
			fields[i] = text
		}
	}
	rr, err := Record{z.owner, kind.rtype, strings.Join(fields, " "), kind.ttl}.parseAt(origin)
	if err != nil {
		return err
	}
	return z.keep(shown(rr))
}

// keep adds a record, if it is not there yet.
func (z *zoneReader) keep(record Record) error {
	same := record
	same.Name, same.TTL = strings.ToLower(record.Name), 0
	if record.Type == "SOA" {
		same.Value = ""
	}
	if z.seen[same] {
		return nil
	}
	if len(z.records) == MaxRecords {
		return fmt.Errorf("there are more than %d records", MaxRecords)
	}
	z.seen[same] = true
	z.records = append(z.records, record)
	return nil
}

// outdented is a text without the blanks with which all its lines begin, but for empty ones.
func outdented(text string) string {
	common, first := "", true
	for line := range strings.Lines(text) {
		blanks := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		switch {
		case strings.TrimSpace(line) == "":
		case first:
			common, first = blanks, false
		default:
			for !strings.HasPrefix(blanks, common) {
				common = common[:len(common)-1]
			}
		}
	}
	if common == "" {
		return text
	}
	var out strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			line = "\n"
		}
		out.WriteString(strings.TrimPrefix(line, common))
	}
	return out.String()
}

// lineOf is a line of a text, for an error.
func lineOf(text string, number int) string {
	for line := range strings.Lines(text) {
		if number--; number == 0 {
			return shortened(strings.TrimSpace(line))
		}
	}
	return ""
}
