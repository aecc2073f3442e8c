package report

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

// twoSenders did the same scenarios.
func twoSenders() []result.Run {
	scenario := func(name string, status result.Status, fates ...string) result.Scenario {
		return result.Scenario{ID: "a/b.feature: " + name, Path: "a/b.feature", Name: name, Status: status, Fates: fates, Duration: time.Second}
	}
	tagged := func(s result.Scenario, tag string) result.Scenario {
		s.Tags = []string{tag}
		return s
	}
	chosen := func(name, made string) result.Scenario {
		s := tagged(scenario(name, result.Passed, made), "@choice")
		s.Choices = []result.Choice{{Sound: []string{"deferred", "bounced"}, Made: []string{made}}}
		return s
	}
	known := scenario("two", result.Known, "bounced")
	known.Deviation = &result.Deviation{Reason: "it cannot wait", Documented: "its manual", Place: "postfix.txt:1"}
	return []result.Run{
		{Sender: "esa", Started: time.Unix(1, 0), Scenarios: []result.Scenario{
			scenario("one", result.Passed, "deferred"),
			scenario("two", result.Passed, "deferred"),
			scenario("three", result.NotSupported),
			scenario("four", result.Passed, "delivered encrypted"),
			scenario("five | *", result.Passed, "bounced", "bounced"),
			chosen("six", "deferred"),
			tagged(scenario("seven", result.Passed), "@should"),
			tagged(scenario("eight", result.Passed, "deferred"), "@must"),
			tagged(scenario("nine", result.Passed, "deferred"), "@esa"),
		}},
		{Sender: "postfix", Version: "3.7", Started: time.Unix(2, 0), Scenarios: []result.Scenario{
			scenario("one", result.Passed, "deferred"),
			known,
			scenario("three", result.Passed, "deferred"),
			scenario("four", result.Failed, "deferred"),
			scenario("five | *", result.Broken),
			chosen("six", "bounced"),
			tagged(scenario("seven", result.Failed), "@should"),
		}, LeftOut: result.LeftOut{Products: 1, Withheld: 2}},
	}
}

func TestMatrixText(t *testing.T) {
	t.Parallel()
	matrix, err := NewMatrix(twoSenders())
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, matrix.Write(&text, "text"))
	assert.Equal(t, `sender       as stated  breaches  of a SHOULD  not supported  withheld  broken
esa          8          0         0            1              0         0
postfix 3.7  3          2 (1)     1 (0)        0              2         1

same: as the scenario states; OTHER: not so, and not listed; known: not so, and listed with the reason; -: not supported.
Of breaches, in parentheses, how many are listed. Fates are shown where the senders differ, from the scenario or from each other.
Left out, as they state what the ESA or Exchange does: 1.

Breaches     esa                        postfix 3.7
a/b.feature
  two        same: deferred             known: bounced
  four       same: delivered encrypted  OTHER: deferred
  five | *   same: bounced (2)          BROKEN

Breaches of a SHOULD  esa   postfix 3.7
a/b.feature
  seven               same  OTHER

Choices: what each sender does  esa       postfix 3.7
a/b.feature
  six                           deferred  bounced

As stated, or not supported  esa   postfix 3.7
a/b.feature
  one                        same  same
  three                      -     same
  eight                      same  -
`, text.String())
}

func TestMatrixMarkdown(t *testing.T) {
	t.Parallel()
	matrix, err := NewMatrix(twoSenders())
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, matrix.Write(&text, "markdown"))
	assert.Contains(t, text.String(), "| sender | as stated | breaches | of a SHOULD | not supported | withheld | broken |\n|---|---:|---:|---:|---:|---:|---:|\n| esa | 8 | 0 | 0 | 1 | 0 | 0 |\n")
	assert.Contains(t, text.String(), "\n## Choices: what each sender does\n\n| scenario | esa | postfix 3.7 |\n|---|---|---|\n| a/b.feature: six | deferred | bounced |\n")
	assert.Contains(t, text.String(), `| a/b.feature: five \| \* | same: bounced (2) | BROKEN |`)
}

func TestMatrixJSON(t *testing.T) {
	t.Parallel()
	matrix, err := NewMatrix(twoSenders())
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, matrix.Write(&text, "json"))
	var again Matrix
	require.NoError(t, json.Unmarshal(text.Bytes(), &again))
	assert.Equal(t, matrix, again)
	assert.Equal(t, "it cannot wait", again.Rows[1].Cells[1].Deviation.Reason)
	assert.Equal(t, map[result.Status]int{result.Passed: 3, result.Failed: 2, result.Known: 1, result.Broken: 1}, again.Senders[1].Count)
	require.ErrorContains(t, matrix.Write(&text, "xml"), `format "xml": want one of text, markdown, json`)
}

func TestMatrixOfDifferentScenarios(t *testing.T) {
	t.Parallel()
	runs := twoSenders()
	runs[1].Scenarios[2].ID = "a/b.feature: other"
	_, err := NewMatrix(runs)
	require.EqualError(t, err, `matrix: esa has no "a/b.feature: other", which another sender has`)
	runs = twoSenders()
	runs[1].Scenarios = runs[1].Scenarios[2:]
	_, err = NewMatrix(runs)
	require.EqualError(t, err, `matrix: postfix has no "a/b.feature: nine", which another sender has`, "it left out three, and lacks four")
	_, err = NewMatrix(nil)
	require.Error(t, err)
}

func TestInteresting(t *testing.T) {
	t.Parallel()
	passed := func(fates ...string) matrixCell { return matrixCell{Status: result.Passed, Fates: fates} }
	for name, c := range map[string]struct {
		cells       []matrixCell
		interesting bool
	}{
		"all do the same":         {[]matrixCell{passed("deferred"), {Status: result.NotSupported}, passed("deferred")}, false},
		"nobody can be asked":     {[]matrixCell{{Status: result.NotSupported}}, false},
		"both are right, and not": {[]matrixCell{passed("deferred"), passed("bounced")}, true},
		"one does otherwise":      {[]matrixCell{passed("deferred"), {Status: result.Failed, Fates: []string{"deferred"}}}, true},
		"one is known to":         {[]matrixCell{{Status: result.Known}}, true},
	} {
		assert.Equal(t, c.interesting, matrixRow{Cells: c.cells}.interesting(), name)
	}
}
