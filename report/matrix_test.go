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
	known := scenario("two", result.Known, "bounced")
	known.Deviation = &result.Deviation{Reason: "it cannot wait", Documented: "its manual", Place: "postfix.txt:1"}
	return []result.Run{
		{Sender: "esa", Started: time.Unix(1, 0), Scenarios: []result.Scenario{
			scenario("one", result.Passed, "deferred"),
			scenario("two", result.Passed, "deferred"),
			scenario("three", result.NotSupported),
			scenario("four", result.Passed, "delivered encrypted"),
			scenario("five | *", result.Passed, "bounced", "bounced"),
		}},
		{Sender: "postfix", Version: "3.7", Started: time.Unix(2, 0), Scenarios: []result.Scenario{
			scenario("one", result.Passed, "deferred"),
			known,
			scenario("three", result.Passed, "deferred"),
			scenario("four", result.Failed, "deferred"),
			scenario("five | *", result.Broken),
		}},
	}
}

func TestMatrixText(t *testing.T) {
	t.Parallel()
	matrix, err := NewMatrix(twoSenders())
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, matrix.Write(&text, "text"))
	assert.Equal(t, `sender       same fate  other fate  known  not supported  broken
esa          4          0           0      1              0
postfix 3.7  2          1           1      0              1

same: as the scenario states; OTHER: not so, and not listed; known: not so, and listed with the reason; -: not supported.
Fates are shown where the senders differ, from the scenario or from each other.
             esa                        postfix 3.7
a/b.feature
  one        same                       same
  two        same: deferred             known: bounced
  three      -                          same
  four       same: delivered encrypted  OTHER: deferred
  five | *   same: bounced (2)          BROKEN
`, text.String())
}

func TestMatrixMarkdown(t *testing.T) {
	t.Parallel()
	matrix, err := NewMatrix(twoSenders())
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, matrix.Write(&text, "markdown"))
	assert.Contains(t, text.String(), "| sender | same fate | other fate | known | not supported | broken |\n|---|---:|---:|---:|---:|---:|\n| esa | 4 | 0 | 0 | 1 | 0 |\n")
	assert.Contains(t, text.String(), "| scenario | esa | postfix 3.7 |\n|---|---|---|\n| a/b.feature: one | same | same |\n")
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
	assert.Equal(t, map[result.Status]int{result.Passed: 2, result.Failed: 1, result.Known: 1, result.Broken: 1}, again.Senders[1].Count)
	require.ErrorContains(t, matrix.Write(&text, "xml"), `format "xml": want one of text, markdown, json`)
}

func TestMatrixOfDifferentScenarios(t *testing.T) {
	t.Parallel()
	runs := twoSenders()
	runs[1].Scenarios[2].ID = "a/b.feature: other"
	_, err := NewMatrix(runs)
	require.EqualError(t, err, `matrix: where esa has "a/b.feature: three", postfix has "a/b.feature: other"`)
	runs[1].Scenarios = runs[1].Scenarios[1:]
	_, err = NewMatrix(runs)
	require.EqualError(t, err, "matrix: esa has 5 scenarios, postfix has 4")
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
