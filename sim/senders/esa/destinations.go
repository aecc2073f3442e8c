package esa

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"mtalab/sim/policy"
)

// parseDestinations reads the configuration file of the destination controls, as the ESA exports and
// imports it: a section for each destination domain, one named DEFAULT, and in each of them lines
// "parameter = value". A # begins a comment, and so does a ; at the beginning of a line or behind a blank.
// Letter case means nothing.
//
//	[DEFAULT]
//	table_tls = Preferred
//	ip_sort_pref = PREFER_V6
//
//	[example.com]
//	table_tls = Required - Verify Hosted Domains
//
// A section is for a domain, for the subdomains of one (.example.com; the most specific entry governs), or for
// an IP address, which is for mail to an address literal. What a section leaves out is as in DEFAULT, which
// must have table_tls.
//
// table_tls takes the name of a setting in destconfig, or the file's own off, on, required, on_verify
// and require_verify. "Default" leaves it to the default entry (ESA-2). Numbers are refused: the menu of
// destconfig counts from 1, the file from 0. ip_sort_pref takes PREFER_V4, PREFER_V6, REQUIRE_V4 and REQUIRE_V6.
// dane_option, or another parameter that begins with dane, is kept as it is: the model says what it makes of it.
// bounce_profile is a name; what it stands for is exported in no file of its own.
//
// The other parameters of the file (limits, bounce verification, certificate, alerts) have no part in what
// becomes of a message here and are passed over, with or without a value. So are those that are not known,
// as a newer AsyncOS may have more, and the remarks name them; but what is nearly one of the first three
// is refused, and what speaks of TLS in a section without table_tls, as it may have been meant. A domain that has two sections
// is refused.
//
// The sections and parameters are those of AsyncOS 9.1.2, p. 24-48; dane_option is what later pages call the
// choice. The page that lists the values of table_tls is in no copy at hand: its five short words are unconfirmed,
// and there is none for "Required - Verify Hosted Domains". The comments are ours.
//
// The error is a policy.ErrPolicy and names the line and what was expected there.
func parseDestinations(text string) (policy.DestinationTable, error) {
	reader := destinationReader{opened: map[string]int{}}
	for number, line := range statements(text) {
		if err := reader.read(number, line); err != nil {
			return policy.DestinationTable{}, refusedControls(number, err)
		}
	}
	return reader.table()
}

func refusedControls(line int, err error) error {
	return fmt.Errorf("%w: destination controls, line %d: %w", policy.ErrPolicy, line, err)
}

// defaultEntry is the section of the default entry.
const defaultEntry = "DEFAULT"

// destinationReader is a table under way.
type destinationReader struct {
	sections []*section
	opened   map[string]int // the name of a section → its line
}

func (r *destinationReader) read(number int, line string) error {
	line = withoutRemark(line)
	if strings.HasPrefix(line, "[") {
		return r.open(number, line)
	}
	if len(r.sections) == 0 {
		return fmt.Errorf("%q: want a destination domain such as [example.com], or [%s], before its parameters", excerpt(line), defaultEntry)
	}
	return r.sections[len(r.sections)-1].set(number, line)
}

// withoutRemark cuts off what a ; begins behind a blank, behind the bracket of a section, or in place of a value.
func withoutRemark(line string) string {
	for i := range line {
		before, _ := utf8.DecodeLastRuneInString(line[:i])
		if line[i] == ';' && (isBlank(before) || before == ']' || before == '=') { // no line begins with one
			return strings.TrimFunc(line[:i], isBlank)
		}
	}
	return line
}

func (r *destinationReader) open(number int, line string) error {
	name, closes := strings.CutSuffix(line[1:], "]")
	name = strings.TrimFunc(name, isBlank)
	switch {
	case closes && strings.EqualFold(name, defaultEntry):
		name = defaultEntry
	case closes && isDestination(name):
		name = policy.CanonicalName(name)
	default:
		return fmt.Errorf("%q: want a destination domain such as [example.com], [.example.com] for its subdomains, an IP address, or [%s]", excerpt(line), defaultEntry)
	}
	if first := r.opened[name]; first > 0 {
		return fmt.Errorf("[%s] was given in line %d: want one section for a domain", name, first)
	}
	r.opened[name] = number
	r.sections = append(r.sections, &section{Destination: policy.Destination{Domain: name}, line: number, given: map[string]int{}})
	return nil
}

// isDestination says whether an entry can be for a name: a domain, also of one label, its subdomains, or an address.
func isDestination(name string) bool {
	_, address := parseAddress(policy.CanonicalName(name))
	plain := strings.TrimSuffix(name, ".")
	return address || hasLabels(plain) || isPartialDomain(plain)
}

// table is the whole of it.
func (r *destinationReader) table() (policy.DestinationTable, error) {
	var table policy.DestinationTable
	var strangers passedOver
	for _, section := range r.sections {
		if err := section.finish(&strangers); err != nil {
			return policy.DestinationTable{}, err
		}
		if section.Domain != defaultEntry {
			table.Entries = append(table.Entries, section.Destination)
			continue
		}
		if section.Setting == policy.Unset {
			return policy.DestinationTable{}, refusedControls(section.line,
				fmt.Errorf("[%s] has no %s: want the TLS setting of all domains that have none of their own", defaultEntry, tlsParameter))
		}
		table.Default = section.Destination
		table.Default.Domain = ""
	}
	table.Remarks = strangers.sentences()
	return table, nil
}

// formatDestinations is the table as parseDestinations reads it.
func formatDestinations(table policy.DestinationTable) string {
	var text strings.Builder
	entries := table.Entries
	if table.Default != (policy.Destination{}) {
		entries = append([]policy.Destination{table.Default}, entries...)
	}
	for _, entry := range entries {
		fmt.Fprintf(&text, "[%s]\n%s = %s\n", cmp.Or(entry.Domain, defaultEntry), tlsParameter, entry.Setting)
		if entry.Addresses != "" {
			fmt.Fprintf(&text, "%s = %s\n", familyParameter, familyWord(entry.Addresses))
		}
		if entry.BounceProfile != "" {
			fmt.Fprintf(&text, "%s = %s\n", bounceParameter, entry.BounceProfile)
		}
		if entry.DANE != "" {
			fmt.Fprintf(&text, "%s = %s\n", daneParameter, entry.DANE)
		}
	}
	return text.String()
}
