package steps

import (
	"cmp"
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

// word is what stands between blanks; what stands in quotes is one word.
var word = regexp.MustCompile(`"[^"]*"?\S*|\S+`)

func words(text string) []string { return word.FindAllString(strings.TrimSuffix(text, ":"), -1) }

// What two sentences differ by costs.
const (
	mistaken = 1 // a word that is not what the placeholder in its place takes
	missing  = 2 // a word more, a word less, or another one
)

// longestValue is how many words the value of a placeholder may have ("answers EHLO inside TLS").
const longestValue = 4

// distance is the least cost of making a phrase out of a text (Levenshtein, by words). A placeholder
// takes one or more words for nothing, if they are what it takes.
func distance(phrase, text []string) int {
	costs := make([][]int, len(phrase)+1) // of the first i words of the phrase and the first j of the text
	costs[0] = make([]int, len(text)+1)
	for j := range costs[0] {
		costs[0][j] = j * missing
	}
	for i, wanted := range phrase {
		row, above := make([]int, len(text)+1), costs[i]
		row[0] = (i + 1) * missing
		takes := func(string) bool { return false }
		if strings.Contains(wanted, "{") {
			takes = regexp.MustCompile("^" + pattern(wanted) + "$").MatchString
		}
		for j, found := range text {
			cost := min(above[j+1]+missing, row[j]+missing, above[j]+difference(wanted, found))
			for from := max(0, j+1-longestValue); from <= j; from++ {
				if takes(strings.Join(text[from:j+1], " ")) {
					cost = min(cost, above[from])
				}
			}
			row[j+1] = cost
		}
		costs[i+1] = row
	}
	return costs[len(phrase)][len(text)]
}

// difference is the cost of one word in the place of another.
func difference(wanted, found string) int {
	if strings.EqualFold(wanted, found) {
		return 0
	}
	if strings.Contains(wanted, "{") {
		return mistaken
	}
	return missing
}
