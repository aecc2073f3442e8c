package steps

import (
	"strings"
	"unicode"

	"mtalab/fakedns"
	"mtalab/internal/names"
)

// domainOf is a domain as it is compared.
func domainOf(text string) (string, error) {
	domain, err := names.Domain(text)
	if err != nil {
		return "", badText("%w", err)
	}
	return domain, nil
}

// ownerName is the owner of a record as the name server knows it: an address stands for its reverse name,
// and a host whose TLSA records are meant for the name of those.
func ownerName(name, rtype string) (string, error) {
	owner, err := fakedns.OwnerName(atPort(inALabels(name), rtype), rtype)
	if err != nil {
		return "", badText("%w", err)
	}
	return owner, nil
}

// inALabels puts the names among the words of a record into A-labels; a word in ASCII stays as it is, with its final dot.
func inALabels(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		if strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII }) {
			words[i] = names.Wire(word)
		}
	}
	return strings.Join(words, " ")
}
