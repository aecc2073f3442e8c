package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"mtalab/internal/names"
)

// uses notes of everything given whether the scenario uses it. What no scenario of the file uses is a
// finding, as a Background may give more than each of them needs.
func (l *linter) uses(all []said) {
	mentioned := mentions(all)
	for _, s := range all {
		switch {
		case s.phrase.Keyword != "Given":
		case strings.HasPrefix(s.phrase.Text, "an MTA at {address}"):
			l.note(s, leadsTo(s.values[0], all), fmt.Sprintf("no DNS record, route or recipient leads to the MTA at %s", s.values[0]))
		case strings.HasPrefix(s.phrase.Text, "the TLS setting for {domain}"):
			l.note(s, isWrittenTo(s.values[0], all), fmt.Sprintf("the TLS setting for %s is not used: no message goes there", s.values[0]))
		case strings.HasPrefix(s.phrase.Text, "questions for {type} of {domain}"):
			others := mentions(slices.DeleteFunc(slices.Clone(all), func(other said) bool { return other.Text == s.Text }))
			l.note(s, others[inASCII(s.values[1])], fmt.Sprintf("nothing leads to %s, of which questions meet this", s.values[1]))
		case givesRecords(s):
			for _, row := range cellsOf(s) {
				// A name below arpa goes by the address that it stands for, and a wildcard by the names below it.
				used := strings.HasSuffix(row[0], ".arpa") || mentioned[strings.TrimPrefix(inASCII(service.ReplaceAllString(row[0], "")), "*")]
				l.note(s, used, fmt.Sprintf("nothing leads to the %s record of %s", row[min(1, len(row)-1)], row[0]))
			}
		}
	}
}

// service is what stands before the name of a host in that of its TLSA records (RFC 6698 §3).
var service = regexp.MustCompile(`^_\d+\._\w+\.`)

func (l *linter) note(s said, used bool, text string) {
	key := unusedKey{s.line, text}
	l.given[key] = l.given[key] || used
}

// unused tells what was given for nothing.
func (l *linter) unused() {
	for key, used := range l.given {
		if !used {
			l.find(key.line, "%s", key.text)
		}
	}
	for line, text := range l.unmet {
		if !l.met[line] {
			l.find(line, "%s", text)
		}
	}
}

// unusedKey is something given at a line, and what to say if nothing uses it.
type unusedKey struct {
	line int
	text string
}

func givesRecords(s said) bool { return strings.HasPrefix(s.phrase.Text, "these DNS records") }

// cellsOf are the rows of the table of a step.
func cellsOf(s said) [][]string {
	if s.Argument == nil || s.Argument.DataTable == nil {
		return nil
	}
	var rows [][]string
	for _, row := range s.Argument.DataTable.Rows {
		var cells []string
		for _, cell := range row.Cells {
			cells = append(cells, cell.Value)
		}
		rows = append(rows, cells)
	}
	return rows
}

// leadsTo says whether an address is the value of a DNS record, or stands in the SMTP routes or in a When.
func leadsTo(address string, all []said) bool {
	for _, s := range all {
		for _, row := range cellsOf(s) {
			if strings.Contains(s.phrase.Text, "DNS records") && numbered(row[len(row)-1]).MatchString(address) {
				return true
			}
		}
		if s.Argument != nil && s.Argument.DocString != nil && strings.Contains(s.Argument.DocString.Content, address) {
			return true
		}
		if s.phrase.Keyword == "When" && strings.Contains(s.Text, address) {
			return true
		}
	}
	return false
}

// isWrittenTo says whether a When names a domain, or one below it, as a scenario may want to show that an
// entry does not govern the latter.
func isWrittenTo(domain string, all []said) bool {
	for _, s := range all {
		if s.phrase.Keyword != "When" {
			continue
		}
		for _, word := range strings.FieldsFunc(s.Text, func(r rune) bool { return strings.ContainsRune(" ,@", r) }) {
			if name := inASCII(strings.TrimSuffix(word, ":")); numbered(name).MatchString(inASCII(domain)) || strings.HasSuffix(name, "."+inASCII(domain)) {
				return true
			}
		}
	}
	return false
}

// mentions are the names that stand anywhere in a scenario but at the beginning of a DNS record; of each also the names
// above it, and with a dot before them the names above it that are not it.
func mentions(all []said) map[string]bool {
	found := map[string]bool{}
	for _, s := range all {
		texts := []string{s.Text}
		if s.Argument != nil && s.Argument.DocString != nil {
			texts = append(texts, s.Argument.DocString.Content)
		}
		for _, row := range cellsOf(s) {
			if givesRecords(s) {
				row = row[1:]
			}
			texts = append(texts, row...)
		}
		for _, text := range texts {
			for _, signs := range []string{":", ""} { // an IPv6 address has them, and host:port
				for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,@"'<>()[]/|~;=`+signs, r) }) {
					mention(found, word)
				}
			}
		}
	}
	return found
}

func mention(found map[string]bool, word string) {
	name := inASCII(word)
	if found[name] {
		return
	}
	found[name] = true
	for _, above, more := strings.Cut(name, "."); more; _, above, more = strings.Cut(above, ".") {
		found[above], found["."+above] = true, true
	}
}

// numbered is a text in which # stands for any number.
func numbered(text string) *regexp.Regexp {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(text), "#", `\d+`) + "$")
}

// inASCII is a name as it is compared; a text that is none stays as it is, but for the case.
func inASCII(text string) string {
	if domain, err := names.Domain(text); err == nil {
		return domain
	}
	return strings.TrimSuffix(strings.ToLower(text), ".")
}
