package fakedns

import (
	"fmt"
	"strings"
)

// ParseRecords reads zone lines: "name [TTL] [IN] type value", one a line. All names are absolute, with or without
// a final dot. A line that begins with "IN" or a TTL has the name of the line before. A comment begins with a semicolon
// at the start of a line or after a space, outside quotes. Errors name the line.
func ParseRecords(text string) ([]Record, error) {
	var records []Record
	number, owner := 0, ""
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(withoutComment(line))
		if line == "" {
			continue
		}
		record, err := parseLine(line, owner)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		records = append(records, record)
		owner = record.Name
	}
	return records, nil
}

// parseLine reads a line; owner is the name of the line before, if there is one.
func parseLine(line, owner string) (Record, error) {
	name, rest := cutField(line)
	if _, isTTL, _ := parseTTL(name); isTTL || strings.EqualFold(name, "IN") {
		if owner == "" {
			return Record{}, fmt.Errorf("it begins with %q, and there is no line before of which it could have the name: want a name first", name)
		}
		name, rest = owner, line
	}
	kind := kind{ttl: defaultTTL}
	for kind.rtype == "" {
		var word string
		if word, rest = cutField(rest); word == "" {
			break
		}
		if err := kind.read(word); err != nil {
			return Record{}, err
		}
	}
	return kind.record(name, rest)
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
