package operators_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/mutation/operators"
)

const sample = "mtalab/internal/mutation/operators/testdata/sample"

func rewrite(t *testing.T, spared operators.Spared) operators.Result {
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	require.NoError(t, err)
	result, err := operators.Rewrite(root, []string{sample}, spared)
	require.NoError(t, err)
	return result
}

func nothing(_, _, _ string) string { return "" }

// TestEveryOperatorFindsItsPlaces lists all mutants of the sample.
func TestEveryOperatorFindsItsPlaces(t *testing.T) {
	t.Parallel()
	var got []string
	for i, m := range rewrite(t, nothing).Mutants {
		assert.Equal(t, i, m.Number)
		assert.Equal(t, m.Function == "init", m.AtStart, "what stands outside of functions is met at the start: %s", m.Key())
		_, key, _ := strings.Cut(m.Key(), " | ")
		got = append(got, key)
	}
	assert.Equal(t, strings.Split(strings.TrimSpace(places), "\n"), got)
}

const places = `
init | constant | red → green
init | constant | true → !true
compared | comparison | a < b → a >= b
compared | boundary | a < b → a <= b
joined | boolean | a && b → false
joined | boolean | err != nil → false
joined | boolean | a → true
joined | boolean | b → true
checked | error check | err != nil → false
checked | returned value | errors.New("later") → the zero value
waited | constant | patience → 0
cut | statement | text = strings.ToLower(text) → (nothing)
cut | normalisation | strings.ToLower(text) → text
cut | boolean | strings.EqualFold(text, "a") → false
cut | boolean | strings.HasPrefix(text, "b") → false
cut | normalisation | strings.EqualFold(text, "a") → text == "a"
cut | constant | "a" → "~"
cut | constant | "b" → "~"
cut | returned value | text[1 : len(text)-1] → the zero value
cut | slice bound | text[1 : len(text)-1] → 1+1
cut | slice bound | text[1 : len(text)-1] → len(text)-1-1
cut | arithmetic | len(text)-1 → len(text) + 1
cut | returned value | fmt.Sprintf("%s 1", text) → the zero value
sorted | statement | slices.SortFunc(list, func(a, b int) int { return cmp.Compare(a, b) }) → (nothing)
sorted | order | cmp.Compare(a, b) → -cmp.Compare(a, b)
sorted | order | list → from its end
sorted | comparison | n == 0 → n != 0
sorted | constant | 0 → 0+1
sorted | statement | continue → (nothing)
sorted | statement | list[0]++ → (nothing)
sorted | constant | 0 → 0+1 | 2
sorted | returned value | list → the zero value
decided | constant | red → green
decided | constant | green → red
decided | cause | byName → byRank
decided | returned value | c → c + 1
decided | cause | byRank → byName
passed | returned value | strings.CutPrefix(text, "x") → result 1 altered
passed | returned value | strings.CutPrefix(text, "x") → result 2 altered
passed | constant | "x" → "~"
thing.count | boolean | !compared(n, 2) → compared(n, 2)
thing.count | constant | 2 → 2+1
thing.count | statement | n += 2 → (nothing)
thing.count | constant | 2 → 2+1 | 2
thing.count | arithmetic | n - 1 → n + 1
`

// TestWhatIsSparedIsNotAltered spares all functions but one.
func TestWhatIsSparedIsNotAltered(t *testing.T) {
	t.Parallel()
	result := rewrite(t, func(path, file, function string) string {
		if path == sample && file == "sample.go" && function == "thing.count" {
			return ""
		}
		return "not now"
	})
	require.NotEmpty(t, result.Mutants)
	assert.Contains(t, result.LeftOut, operators.LeftOut{Package: sample, Place: "sample.go:34", Reason: "not now"})
	for _, m := range result.Mutants {
		assert.Equal(t, "thing.count", m.Function)
		assert.LessOrEqual(t, m.FirstLine, m.Line)
		assert.GreaterOrEqual(t, m.LastLine, m.Line)
	}
}

// TestWhatIsLeftOutIsTold looks for the numbers beside errors, and for the two statements about the lock.
func TestWhatIsLeftOutIsTold(t *testing.T) {
	t.Parallel()
	var reasons []string
	for _, place := range rewrite(t, nothing).LeftOut {
		assert.Contains(t, place.Place, "sample.go:")
		reasons = append(reasons, place.Reason)
	}
	const (
		unread       = "it is returned beside an error or a false, and nobody reads it"
		housekeeping = "it orders goroutines or gives something back, and decides nothing"
	)
	assert.Equal(t, []string{unread, unread, housekeeping, housekeeping}, reasons)
}

// TestLinesStayWhereTheyAre compares how many there are, so that what a mutant says when it crashes leads to its place.
func TestLinesStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	for name, content := range rewrite(t, nothing).Files {
		none := rewrite(t, func(_, _, _ string) string { return "not now" }).Files[name]
		assert.NotEqual(t, string(none), string(content))
		assert.Equal(t, strings.Count(string(none), "\n"), strings.Count(string(content), "\n"))
	}
}
