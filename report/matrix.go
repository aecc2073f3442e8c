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
	// Products counts the rows that are not there: they state what one product does, and others are compared.
	Products int `json:"products,omitempty"`
}

// matrixSender is one column.
type matrixSender struct {
	Name    string                `json:"name"`
	Version string                `json:"version,omitempty"`
	Count   map[result.Status]int `json:"count"`            // of scenarios
	Should  map[result.Status]int `json:"should,omitempty"` // of these, those that are a SHOULD
	// Withheld counts scenarios of which nothing is told.
	Withheld int `json:"withheld,omitempty"`
}

// String is the name with the version.
func (s matrixSender) String() string { return strings.TrimSpace(s.Name + " " + s.Version) }

// matrixRow is one scenario, with a cell for each sender.
type matrixRow struct {
	ID     string        `json:"id"`
	Path   string        `json:"path"`
	Name   string        `json:"name"`
	Demand result.Demand `json:"demand,omitempty"`
	Tags   []string      `json:"tags,omitempty"`
	Cells  []matrixCell  `json:"cells"`
}

// matrixCell is what one sender did in one scenario. One that was not run counts as not supported.
type matrixCell struct {
	Status    result.Status     `json:"status"`
	Fates     []string          `json:"fates,omitempty"`
	Made      []string          `json:"made,omitempty"` // where several outcomes are sound: those that came about
	Deviation *result.Deviation `json:"deviation,omitempty"`
}

// NewMatrix makes the matrix of runs of the same scenarios, a column each, in their order. A run may lack no more
// scenarios than it has left out.
func NewMatrix(runs []result.Run) (Matrix, error) {
	if len(runs) == 0 {
		return Matrix{}, errors.New("matrix: there are no runs")
	}
	rows := rowsOf(runs)
	var m Matrix
	for _, run := range runs {
		m.Senders = append(m.Senders, newMatrixSender(run))
		ended := map[string]result.Scenario{}
		for _, scenario := range run.Scenarios {
			ended[scenario.ID] = scenario
		}
		lacks := 0
		for i := range rows {
			cell := matrixCell{Status: result.NotSupported}
			if scenario, ran := ended[rows[i].ID]; ran {
				cell = newMatrixCell(scenario)
			} else if lacks++; lacks > run.LeftOut.Products+run.LeftOut.Withheld {
				return Matrix{}, fmt.Errorf("matrix: %s has no %q, which another sender has", run.Sender, rows[i].ID)
			}
			rows[i].Cells = append(rows[i].Cells, cell)
		}
	}
	foreign := slices.ContainsFunc(runs, func(run result.Run) bool { return run.LeftOut.Products > 0 })
	for _, row := range rows {
		if foreign && row.Demand.IsProducts() {
			m.Products++
			continue
		}
		m.Rows = append(m.Rows, row)
	}
	return m, nil
}

// rowsOf are the scenarios of all runs, each once, in the order of the runs.
func rowsOf(runs []result.Run) []matrixRow {
	var rows []matrixRow
	for _, run := range runs {
		next := 0
		for _, s := range run.Scenarios {
			at := slices.IndexFunc(rows[min(next, len(rows)):], func(row matrixRow) bool { return row.ID == s.ID })
			if at < 0 {
				rows = slices.Insert(rows, next, matrixRow{ID: s.ID, Path: s.Path, Name: s.Name, Demand: s.Demand(), Tags: s.Tags})
				next++
				continue
			}
			next += at + 1
		}
	}
	return rows
}

func newMatrixSender(run result.Run) matrixSender {
	sender := matrixSender{Name: run.Sender, Version: run.Version, Count: map[result.Status]int{}, Withheld: run.LeftOut.Withheld}
	for _, scenario := range run.Scenarios {
		sender.Count[scenario.Status]++
		if scenario.Demand() != result.Should {
			continue
		}
		if sender.Should == nil {
			sender.Should = map[result.Status]int{}
		}
		sender.Should[scenario.Status]++
	}
	return sender
}

func newMatrixCell(s result.Scenario) matrixCell {
	cell := matrixCell{Status: s.Status, Fates: s.Fates, Deviation: s.Deviation}
	for _, choice := range s.Choices {
		cell.Made = append(cell.Made, choice.Made...)
	}
	return cell
}

// deviates says whether a sender did not do what the scenario states.
func (r matrixRow) deviates() bool {
	return slices.ContainsFunc(r.Cells, func(c matrixCell) bool {
		return c.Status == result.Failed || c.Status == result.Known || c.Status == result.Broken
	})
}

// leavesChoice says whether it is there for what the senders choose: by its tag, or as they chose otherwise than each other.
func (r matrixRow) leavesChoice() bool {
	var first []string
	for _, cell := range r.Cells {
		switch {
		case cell.Made == nil:
		case first == nil:
			first = cell.Made
		case !slices.Equal(first, cell.Made):
			return true
		}
	}
	return r.Demand == result.Free
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

// matrixWords are the statuses as a matrix has them.
var matrixWords = map[result.Status]string{
	result.Passed: "same", result.Failed: "OTHER", result.Known: "known", result.NotSupported: "-", result.Broken: "BROKEN",
}

const matrixLegend = "same: as the scenario states; OTHER: not so, and not listed; known: not so, and listed with the reason; -: not supported.\n" +
	"Of breaches, in parentheses, how many are listed. Fates are shown where the senders differ, from the scenario or from each other."
