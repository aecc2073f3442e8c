package esa

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mtalab/sim/policy"
)

// section is one entry of the destination controls under way.
type section struct {
	policy.Destination
	line    int
	given   map[string]int // parameter → line, of those that have a part in what becomes of a message
	unknown []parameter
}

// parameter is one that is not known.
type parameter struct {
	name string
	line int
}

// The parameters that have a part in what becomes of a message.
const (
	tlsParameter    = "table_tls"
	familyParameter = "ip_sort_pref"
	daneParameter   = "dane_option"
	bounceParameter = "bounce_profile"
)

// withoutPart are the known parameters that have none.
var withoutPart = []string{
	"max_host_concurrency", "max_messages_per_connection", "recipient_minutes", "recipient_limit",
	"limit_type", "limit_apply", "bounce_validation", "certificate", "send_tls_req_alert",
}

// set reads one parameter.
func (s *section) set(number int, line string) error {
	name, value, parted := strings.Cut(line, "=")
	name, value = strings.ToLower(strings.TrimFunc(name, isBlank)), strings.TrimFunc(value, isBlank)
	if !parted || name == "" {
		return fmt.Errorf("%q: want a parameter, =, and its value", excerpt(line))
	}
	read := s.reader(name)
	switch {
	case read == nil && slices.Contains(withoutPart, name):
		return nil
	case read == nil:
		s.unknown = append(s.unknown, parameter{name, number})
		return nil
	}
	if first := s.given[name]; first > 0 {
		return fmt.Errorf("%s was given in line %d: want it once in [%s]", name, first, s.Domain)
	}
	s.given[name] = number
	return read(value)
}

// reader is what reads the value of a parameter; nil: it has no part, or is not known.
func (s *section) reader(name string) func(string) error {
	switch {
	case name == tlsParameter:
		return s.setTLS
	case name == familyParameter:
		return s.setFamily
	case strings.HasPrefix(name, "dane"):
		return s.setDANE
	case name == bounceParameter:
		return s.setBounceProfile
	}
	return nil
}

// shortSettings are the words of the file for the settings.
var shortSettings = map[string]policy.Setting{
	"off": No, "on": Preferred, "required": Required, "on_verify": PreferredVerify, "require_verify": RequiredVerify,
}

func (s *section) setTLS(value string) error {
	if leavesToDefault(value) && value != "" && s.Domain != defaultEntry {
		return nil // ESA-2
	}
	if setting, short := shortSettings[strings.ToLower(value)]; short {
		s.Setting = setting
		return nil
	}
	setting, err := policy.ParseSetting(Dialect{}, value)
	if err == nil && strings.Trim(value, "0123456789") != "" {
		s.Setting = setting
		return nil
	}
	return fmt.Errorf("unknown TLS setting %q: %s takes %s", excerpt(value), tlsParameter, s.settingWords())
}

// settingWords are what table_tls takes in a section.
func (s *section) settingWords() string {
	words := "off, on, required, on_verify, require_verify"
	for _, setting := range Settings() {
		words += fmt.Sprintf(", %q", setting.String())
	}
	if s.Domain != defaultEntry {
		words += fmt.Sprintf(", or %q", policy.Unset.String())
	}
	return words + "; no number, as the menu of destconfig counts from 1 and this file from 0"
}

// leavesToDefault says whether a value leaves a parameter to the default entry.
func leavesToDefault(value string) bool {
	return value == "" || strings.EqualFold(value, policy.Unset.String())
}

// familyWords are the words of the file for a choice of addresses (AsyncOS 9.1.2, p. 24-48).
var familyWords = []struct {
	word      string
	addresses policy.Addresses
}{
	{"PREFER_V4", policy.IPv4First}, {"PREFER_V6", policy.IPv6First},
	{"REQUIRE_V4", policy.IPv4Only}, {"REQUIRE_V6", policy.IPv6Only},
}

func familyWord(addresses policy.Addresses) string {
	for _, known := range familyWords {
		if known.addresses == addresses {
			return known.word
		}
	}
	return string(addresses)
}

func (s *section) setFamily(value string) error {
	if leavesToDefault(value) {
		return nil
	}
	var words []string
	for _, known := range familyWords {
		if strings.EqualFold(known.word, value) {
			s.Addresses = known.addresses
			return nil
		}
		words = append(words, known.word)
	}
	return fmt.Errorf("%s = %s: want one of %v", familyParameter, excerpt(value), words)
}

// setDANE keeps what asks for DANE, should several parameters speak of it.
func (s *section) setDANE(value string) error {
	value = strings.ToLower(value)
	switch {
	case leavesToDefault(value):
	case slices.Contains([]string{policy.NoDANE, "no", "off", "0"}, value):
		s.DANE = cmp.Or(s.DANE, policy.NoDANE)
	default:
		s.DANE = value
	}
	return nil
}

// setBounceProfile keeps a name: what it stands for is in no part of this file.
func (s *section) setBounceProfile(value string) error {
	if !leavesToDefault(value) {
		s.BounceProfile = value
	}
	return nil
}

// finish judges the parameters that are not known: what may have been meant for one that counts is refused.
func (s *section) finish(strangers *passedOver) error {
	for _, unknown := range s.unknown {
		if meant := s.meant(unknown.name); meant != "" {
			return refusedControls(unknown.line, fmt.Errorf("unknown parameter %q: want %s", excerpt(unknown.name), meant))
		}
		strangers.add(unknown)
	}
	return nil
}

// meant is the parameter that an unknown one may have been meant for; empty: none that counts.
func (s *section) meant(name string) string {
	for _, known := range []string{tlsParameter, familyParameter, daneParameter} {
		if misspells(name, known) {
			return known
		}
	}
	if s.given[tlsParameter] == 0 && (strings.Contains(name, "tls") || strings.Contains(name, "ssl")) {
		return tlsParameter
	}
	return ""
}

// misspells says whether at most two letters part a name from a known one, whatever stands between its words.
func misspells(name, known string) bool {
	const most = 2
	name, known = betweenWords.Replace(name), betweenWords.Replace(known)
	return max(len(name)-len(known), len(known)-len(name)) <= most && editDistance(name, known) <= most
}

var betweenWords = strings.NewReplacer("_", "", "-", "", " ", "", ".", "")

// editDistance is how many bytes must be added, dropped or replaced to make b out of a (Levenshtein).
func editDistance(a, b string) int {
	above := make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			row[j+1] = 1 + min(above[j+1], row[j], above[j])
			if a[i] == b[j] {
				row[j+1] = above[j]
			}
		}
		above = row
	}
	return above[len(b)]
}

// passedOver gathers the parameters of a table that are not known.
type passedOver struct {
	first []parameter
	count map[string]int
}

func (p *passedOver) add(one parameter) {
	if p.count == nil {
		p.count = map[string]int{}
	}
	if p.count[one.name]++; p.count[one.name] == 1 {
		p.first = append(p.first, one)
	}
}

// sentences tell of each parameter once.
func (p *passedOver) sentences() []string {
	var told []string
	for _, one := range p.first {
		sentence := fmt.Sprintf("destination controls, line %d: the parameter %q is not known and passed over", one.line, excerpt(one.name))
		if more := p.count[one.name] - 1; more > 0 {
			sentence += fmt.Sprintf(", as in %d more sections", more)
		}
		told = append(told, sentence)
	}
	return told
}
