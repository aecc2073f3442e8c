package known

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Versions is a range of versions of a sender: "any", or terms that must all hold: "3.7" (3.7 itself and
// all of 3.7.x), ">=3.7", "<3.9". The zero value is any.
type Versions struct{ terms []term }

type term struct {
	relation string // "", ">=", "<"
	version  string
}

var termText = regexp.MustCompile(`^(>=|<|)([0-9][0-9A-Za-z.]*)$`)

// ParseVersions reads a range.
func ParseVersions(text string) (Versions, error) {
	var versions Versions
	if text == "any" {
		return versions, nil
	}
	for _, word := range strings.Fields(text) {
		found := termText.FindStringSubmatch(word)
		if found == nil {
			return versions, fmt.Errorf(`versions %q: want "any", or versions such as "3.7", ">=3.7", "<3.9" or ">=3.7 <3.9", and not %q`, text, word)
		}
		versions.terms = append(versions.terms, term{found[1], found[2]})
	}
	return versions, nil
}

// Only is the range of one version; any if the version is empty.
func Only(version string) Versions {
	if version == "" {
		return Versions{}
	}
	return Versions{[]term{{"", version}}}
}

// Include says whether a version lies in the range. An empty one, of a sender that does not tell its own,
// lies in "any" only.
func (v Versions) Include(version string) bool {
	if version == "" {
		return len(v.terms) == 0
	}
	parts := partsOf(version)
	for _, term := range v.terms {
		limit := partsOf(term.version)
		holds := false
		switch term.relation {
		case "":
			holds = len(parts) >= len(limit) && slices.Equal(parts[:len(limit)], limit)
		case ">=":
			holds = compare(parts, limit) >= 0
		case "<":
			holds = compare(parts, limit) < 0
		}
		if !holds {
			return false
		}
	}
	return true
}

func (v Versions) String() string {
	if len(v.terms) == 0 {
		return "any"
	}
	var words []string
	for _, term := range v.terms {
		words = append(words, term.relation+term.version)
	}
	return strings.Join(words, " ")
}

var versionPart = regexp.MustCompile(`[0-9]+|[A-Za-z]+`)

// partsOf cuts a version into its numbers and words: 6.8.0p2 is 6, 8, 0, p, 2.
func partsOf(version string) []string { return versionPart.FindAllString(version, -1) }

// compare orders by the first part that differs, numbers as numbers; what goes on is later.
func compare(a, b []string) int {
	return slices.CompareFunc(a, b, func(x, y string) int {
		m, errX := strconv.Atoi(x)
		n, errY := strconv.Atoi(y)
		if errX == nil && errY == nil {
			return m - n
		}
		return strings.Compare(x, y)
	})
}
