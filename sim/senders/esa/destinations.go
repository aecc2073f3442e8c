package esa

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/sim/policy"
)

// DestinationControls is what a table of destination controls says of TLS.
type DestinationControls struct {
	// Default is the setting of the default entry; Unset: the table has none (ESA-2).
	Default policy.Setting
	// Entries are the destination domains, in the order in which they stand.
	Entries []policy.Destination
}

// ParseDestinations reads the configuration file of the destination controls, as the ESA exports and
// imports it: a section for each destination domain, one named DEFAULT, and in each of them lines
// "parameter = value". Blank lines and lines that begin with # say nothing.
//
//	[DEFAULT]
//	table_tls = Preferred
//
//	[example.com]
//	table_tls = Required - Verify Hosted Domains
//
// table_tls takes the name of a setting in destconfig, or the file's own off, on, required, on_verify
// and require_verify. An entry without it, or with "Default", leaves TLS to the default entry (ESA-2),
// which must have it. Numbers are refused: the menu of destconfig counts from 1, the file from 0.
//
// ip_sort_pref is understood as far as the sender does it: PREFER_V4. The other parameters of the
// file (limits, bounce profile and verification, certificate, alerts) have no part in what becomes of
// a message here and are passed over. What is no parameter is refused, and so is a domain that has
// two sections.
//
// The sections and parameters are those of AsyncOS 9.1.2, p. 24-48. The page that lists the values of
// table_tls is in no copy at hand: its five short words are unconfirmed, and there is none for
// "Required - Verify Hosted Domains". The # is ours.
//
// The error is an ErrPolicy and names the line and what was expected there.
func ParseDestinations(text string) (DestinationControls, error) {
	var sections []section
	for number, line := range statements(text) {
		var err error
		if sections, err = readLine(sections, number, line); err != nil {
			return DestinationControls{}, fmt.Errorf("%w: destination controls, line %d: %w", policy.ErrPolicy, number, err)
		}
	}
	var controls DestinationControls
	for _, section := range sections {
		switch {
		case section.name != defaultEntry:
			controls.Entries = append(controls.Entries, policy.Destination{Domain: section.name, Setting: section.setting})
		case section.setting == policy.Unset:
			return DestinationControls{}, fmt.Errorf("%w: destination controls, line %d: [%s] has no table_tls: want the TLS setting of all domains that have none of their own", policy.ErrPolicy, section.line, defaultEntry)
		default:
			controls.Default = section.setting
		}
	}
	return controls, nil
}

// defaultEntry is the section of the default entry.
const defaultEntry = "DEFAULT"

// section is one entry under way.
type section struct {
	name       string
	line       int
	setting    policy.Setting
	parameters []string // those that were given
}

func readLine(sections []section, number int, line string) ([]section, error) {
	if name, opens := strings.CutPrefix(line, "["); opens {
		name, closes := strings.CutSuffix(name, "]")
		if !closes || name != defaultEntry && !isDomainName(name) {
			return nil, fmt.Errorf("%q: want a destination domain such as [example.com], or [%s]", line, defaultEntry)
		}
		same := func(s section) bool { return strings.EqualFold(s.name, name) }
		if i := slices.IndexFunc(sections, same); i >= 0 {
			return nil, fmt.Errorf("[%s] was given in line %d: want one section for a domain", name, sections[i].line)
		}
		return append(sections, section{name: name, line: number}), nil
	}
	if len(sections) == 0 {
		return nil, fmt.Errorf("%q: want a destination domain such as [example.com], or [%s], before its parameters", line, defaultEntry)
	}
	return sections, sections[len(sections)-1].set(line)
}

// The parameters that have a part in what becomes of a message, and those that have none.
const (
	tlsParameter    = "table_tls"
	familyParameter = "ip_sort_pref"
)

var passedOver = []string{
	"max_host_concurrency", "max_messages_per_connection", "recipient_minutes", "recipient_limit",
	"limit_type", "limit_apply", "bounce_profile", "bounce_validation", "certificate", "send_tls_req_alert",
}

// set reads one parameter.
func (s *section) set(line string) error {
	name, value, parted := strings.Cut(line, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !parted || value == "" {
		return fmt.Errorf("%q: want a parameter, =, and its value", line)
	}
	if slices.Contains(s.parameters, name) {
		return fmt.Errorf("%s is given twice in [%s]", name, s.name)
	}
	s.parameters = append(s.parameters, name)
	switch {
	case name == tlsParameter:
		return s.setTLS(value)
	case name == familyParameter && !strings.EqualFold(value, "PREFER_V4"):
		return fmt.Errorf("%s = %s is not modelled by domain: want PREFER_V4, or the option \"address_family\"", name, value)
	case name == familyParameter || slices.Contains(passedOver, name):
		return nil
	}
	known := append([]string{tlsParameter, familyParameter}, passedOver...)
	return fmt.Errorf("unknown parameter %q: want one of %s", name, strings.Join(known, ", "))
}

// shortSettings are the words of the file for the settings.
var shortSettings = map[string]policy.Setting{
	"off": No, "on": Preferred, "required": Required, "on_verify": PreferredVerify, "require_verify": RequiredVerify,
}

func (s *section) setTLS(value string) error {
	if strings.Trim(value, "0123456789") == "" {
		return fmt.Errorf("%s = %s: want the name of the setting, as the menu of destconfig counts from 1 and this file from 0", tlsParameter, value)
	}
	if strings.EqualFold(value, policy.Unset.String()) && s.name != defaultEntry {
		return nil // ESA-2
	}
	if setting, short := shortSettings[strings.ToLower(value)]; short {
		s.setting = setting
		return nil
	}
	var err error
	s.setting, err = policy.ParseSetting(Dialect{}, value)
	return err
}

// String is the table as ParseDestinations reads it.
func (c DestinationControls) String() string {
	var text strings.Builder
	entries := c.Entries
	if c.Default != policy.Unset {
		entries = append([]policy.Destination{{Domain: defaultEntry, Setting: c.Default}}, entries...)
	}
	for _, entry := range entries {
		fmt.Fprintf(&text, "[%s]\n%s = %s\n", entry.Domain, tlsParameter, entry.Setting)
	}
	return text.String()
}
