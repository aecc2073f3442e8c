package fakedns

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// longestText is the longest string inside a TXT record, in octets (RFC 1035 §3.3).
const longestText = 255

// parseTexts reads the value of a TXT record: strings in quotes or parentheses as in a zone file, or else one text, with
// the escapes of a zone file, blanks and semicolons as they stand, cut where it is longer than a string can be.
func parseTexts(value string) (dns.RR, error) {
	if value == "" {
		return nil, errForm
	}
	if !isZoneNotation(value) {
		return rrOf("TXT", strings.Join(cut(octets(value)), " "), ".")
	}
	texts, err := words(value)
	if err != nil || len(texts) == 0 {
		return nil, errForm
	}
	for i, text := range texts {
		if texts[i], err = quoted(text); err != nil {
			return nil, err
		}
	}
	return rrOf("TXT", strings.Join(texts, " "), ".")
}

// isZoneNotation says whether a text begins with a quote, if need be in a parenthesis, or is all in parentheses.
func isZoneNotation(value string) bool {
	inside, opened := strings.CutPrefix(value, "(")
	return strings.HasPrefix(strings.TrimLeft(inside, " \t"), `"`) || opened && strings.HasSuffix(value, ")")
}

// quoted is a word of a zone file as one string in quotes.
func quoted(word string) (string, error) {
	if word[0] == '"' {
		word = word[1 : len(word)-1]
	}
	const longestOctet = len(`\000`)
	all := octets(word[:min(len(word), (longestText+1)*longestOctet)])
	if len(all) > longestText {
		return "", fmt.Errorf("a string of more than %d octets does not fit into a DNS message: want several strings", longestText)
	}
	return `"` + strings.Join(all, "") + `"`, nil
}

// cut makes strings in quotes, as long as they can be, out of the octets of a text.
func cut(all []string) []string {
	var texts []string
	for len(all) > 0 {
		n := min(len(all), longestText)
		texts = append(texts, `"`+strings.Join(all[:n], "")+`"`)
		all = all[n:]
	}
	return texts
}

// octets are those of a text, each as it can stand inside quotes.
func octets(text string) []string {
	all := make([]string, 0, len(text))
	for i := 0; i < len(text); i++ {
		c, left := text[i], len(text)-i
		switch {
		case c == '\\' && left >= 4 && isDigit(text[i+1]) && isDigit(text[i+2]) && isDigit(text[i+3]):
			all = append(all, text[i:i+4])
			i += 3
		case c == '\\' && left >= 2:
			i++
			all = append(all, escaped(text[i]))
		default:
			all = append(all, escaped(c))
		}
	}
	return all
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// escaped is an octet as it can stand inside quotes.
func escaped(c byte) string {
	switch {
	case c == '"' || c == '\\':
		return `\` + string(c)
	case c < ' ' || c >= 0x7f:
		return fmt.Sprintf(`\%03d`, c)
	}
	return string(c)
}
