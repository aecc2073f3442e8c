package esa

import (
	"iter"
	"strings"
	"unicode"
)

// This file: what the tables that an ESA exports have in common.

// statements yields the lines of a table that say something, without blanks and comments, and their numbers
// from 1. A # begins a comment wherever it stands, as no name, address or word of the tables has one; a ; does
// where a line begins. Line ends may be LF, CRLF or CR, and a byte order mark says nothing.
func statements(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		number := 0
		for line := range strings.Lines(lineEnds.Replace(text)) {
			number++
			line, _, _ = strings.Cut(line, "#")
			line = strings.TrimFunc(line, isBlank)
			if line != "" && line[0] != ';' && !yield(number, line) {
				return
			}
		}
	}
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || r == byteOrderMark }

const byteOrderMark = '\ufeff'

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// excerpt is a text for an error, which a line of any length must not flood.
func excerpt(text string) string {
	const most = 200 // bytes
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// isDomainName says whether a text has the form of a fully qualified domain name: two labels or more
// of letters, digits, hyphens and underscores, the last not of digits alone (RFC 1123 §2.1). A name
// in other letters is to be given in A-labels.
func isDomainName(text string) bool { return strings.Contains(text, ".") && hasLabels(text) }

// isPartialDomain says whether a text stands for the subdomains of a domain: ".example.com", ".not".
func isPartialDomain(text string) bool {
	parent, partial := strings.CutPrefix(text, ".")
	return partial && isDomainName("x."+parent)
}

func hasLabels(text string) bool {
	labels := strings.Split(text, ".")
	for _, label := range labels {
		if !isLabel(label) {
			return false
		}
	}
	return len(text) <= 253 && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

func isLabel(text string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	return text != "" && len(text) <= 63 && strings.Trim(text, allowed) == ""
}
