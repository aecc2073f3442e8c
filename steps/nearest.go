package steps

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// nearest finds the known phrases that are most like a text, best first, each with its keyword.
func nearest(phrases []phrase, text string, count int) []string {
	type scored struct {
		phrase   string
		distance int
	}
	given := words(text)
	found := make([]scored, len(phrases))
	for i, p := range phrases {
		found[i] = scored{string(p.keyword) + " " + p.text, distance(words(p.text), given)}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(a.distance, b.distance) })
	var best []string
	for _, candidate := range found[:min(count, len(found))] {
		best = append(best, candidate.phrase)
	}
	return best
}

// meanings says, a line for each, what may stand for the placeholders of a phrase.
func meanings(text string) string {
	var lines strings.Builder
	told := map[string]bool{}
	for _, found := range placeholder.FindAllStringSubmatch(regexp.QuoteMeta(text), -1) {
		if told[found[1]] {
			continue
		}
		told[found[1]] = true
		fmt.Fprintf(&lines, "\n{%s} is %s", found[1], placeholders[found[1]].explained())
	}
	return lines.String()
}

// word is what stands between blanks; what stands in quotes is one word.
var word = regexp.MustCompile(`"[^"]*"?\S*|\S+`)

func words(text string) []string { return word.FindAllString(strings.TrimSuffix(text, ":"), -1) }

// longestValue is how many words the value of a placeholder may have ("answers EHLO inside TLS").
const longestValue = 4

// distance is how many words must be added, dropped or replaced to make a phrase out of a text
// (Levenshtein). A placeholder takes one or more words, if they are what it takes.
func distance(phrase, text []string) int {
	above := make([]int, len(text)+1) // for the words of the phrase so far, and the first j of the text
	for j := range above {
		above[j] = j
	}
	for i, wanted := range phrase {
		row := make([]int, len(text)+1)
		row[0] = i + 1
		takes := func(string) bool { return false }
		if strings.Contains(wanted, "{") {
			takes = regexp.MustCompile("^" + pattern(wanted) + "$").MatchString
		}
		for j, found := range text {
			cost := 1 + min(above[j+1], row[j], above[j])
			if strings.EqualFold(wanted, found) {
				cost = min(cost, above[j])
			}
			for from := max(0, j+1-longestValue); from <= j; from++ {
				if takes(strings.Join(text[from:j+1], " ")) {
					cost = min(cost, above[from])
				}
			}
			row[j+1] = cost
		}
		above = row
	}
	return above[len(text)]
}
