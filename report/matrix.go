package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mtalab/internal/result"
)

// Matrix lays what several senders did beside each other, scenario by scenario. There is no time in it,
// nor anything else that two runs would not have in common.
type Matrix struct {
	Senders []matrixSender `json:"senders"`
	Rows    []matrixRow    `json:"scenarios"`
}

// matrixSender is one column.
type matrixSender struct {
	Name    string                `json:"name"`
	Version string                `json:"version,omitempty"`
	Count   map[result.Status]int `json:"count"` // of scenarios
}

// String is the name with the version.
func (s matrixSender) String() string { return strings.TrimSpace(s.Name + " " + s.Version) }

// matrixRow is one scenario, with a cell for each sender.
type matrixRow struct {
	ID    string       `json:"id"`
	Path  string       `json:"path"`
	Name  string       `json:"name"`
	Tags  []string     `json:"tags,omitempty"`
	Cells []matrixCell `json:"cells"`
}

// matrixCell is what one sender did in one scenario.
type matrixCell struct {
	Status    result.Status     `json:"status"`
	Fates     []string          `json:"fates,omitempty"`
	Deviation *result.Deviation `json:"deviation,omitempty"`
}

// NewMatrix makes the matrix of runs of the same scenarios, a column each, in their order.
func NewMatrix(runs []result.Run) (Matrix, error) {
	if len(runs) == 0 {
		return Matrix{}, errors.New("matrix: there are no runs")
	}
	var m Matrix
	for _, scenario := range runs[0].Scenarios {
		m.Rows = append(m.Rows, matrixRow{ID: scenario.ID, Path: scenario.Path, Name: scenario.Name, Tags: scenario.Tags})
	}
	for _, run := range runs {
		if len(run.Scenarios) != len(m.Rows) {
			return Matrix{}, fmt.Errorf("matrix: %s has %d scenarios, %s has %d", runs[0].Sender, len(m.Rows), run.Sender, len(run.Scenarios))
		}
		sender := matrixSender{Name: run.Sender, Version: run.Version, Count: map[result.Status]int{}}
		for i, scenario := range run.Scenarios {
			row := &m.Rows[i]
			if scenario.ID != row.ID {
				return Matrix{}, fmt.Errorf("matrix: where %s has %q, %s has %q", runs[0].Sender, row.ID, run.Sender, scenario.ID)
			}
			row.Cells = append(row.Cells, matrixCell{scenario.Status, scenario.Fates, scenario.Deviation})
			sender.Count[scenario.Status]++
		}
		m.Senders = append(m.Senders, sender)
	}
	return m, nil
}

// interesting says whether the senders differ, from the scenario or from each other.
func (r matrixRow) interesting() bool {
	var first []string
	for _, cell := range r.Cells {
		switch cell.Status {
		case result.NotSupported:
			continue
		case result.Passed:
			if first == nil {
				first = cell.Fates
			}
			if slices.Equal(first, cell.Fates) {
				continue
			}
		}
		return true
	}
	return false
}

// word is a cell in one word, with the fates if detail is wanted.
func (c matrixCell) word(detail bool) string {
	word := matrixWords[c.Status]
	if fates := (result.Scenario{Fates: c.Fates}).FatesInShort(); detail && fates != "" && c.Status != result.NotSupported {
		word += ": " + fates
	}
	return word
}

// matrixWords are the statuses as a matrix has them, in the order of its summary.
var (
	matrixOrder = []result.Status{result.Passed, result.Failed, result.Known, result.NotSupported, result.Broken}
	matrixWords = map[result.Status]string{result.Passed: "same", result.Failed: "OTHER", result.Known: "known", result.NotSupported: "-", result.Broken: "BROKEN"}
	matrixHeads = []string{"same fate", "other fate", "known", "not supported", "broken"}
)

const matrixLegend = "same: as the scenario states; OTHER: not so, and not listed; known: not so, and listed with the reason; -: not supported.\n" +
	"Fates are shown where the senders differ, from the scenario or from each other."
