package steps

import (
	"strings"

	"github.com/cucumber/godog"
)

// argument is what a phrase wants below it: nothing, a text between lines of """, or a table with certain columns; or
// either of the two. The zero value is nothing.
type argument struct {
	text    bool
	columns []string // of the table; nil: no table
}

// notations say what the cells of some tables may hold, by their columns.
var notations = map[string]string{
	"kind, names": "CN: one Common Name in a row, commas and all; several rows are several names, in their order. DNS, IP, email, URI, SRV: one or more, with commas between. " +
		"key: P-256, Ed25519, RSA-2048, P-384 or P-521. \"-\" or nothing is no name. In double quotes stands one name as it is, " +
		"blanks, commas and \"-\" included, with \\x00 for a byte that cannot be written.",
	"parameter, number": "The parameters are " + strings.Join(profileParameterNames(), "; ") + ".",
	"name, type, value": "The name of a PTR record may be the address.",
}

// notation says what the cells of the table may hold; empty: what its columns say.
func (a argument) notation() string { return notations[strings.Join(a.columns, ", ")] }

// What phrases want below them.
var (
	nothing = argument{}
	aText   = argument{text: true}

	certificateTable = argument{columns: []string{"kind", "names"}}
	recordTable      = argument{columns: []string{"name", "type", "value"}}
	recordsBelow     = argument{columns: []string{"name", "type", "value"}, text: true}
	profileTable     = argument{columns: []string{"parameter", "number"}}
	questionTable    = argument{columns: []string{"name", "type"}}
	comparisonTable  = argument{columns: []string{"SAN or CN", "presented", "reference", "where the reference comes from", "yes or no"}}
)

// maxRows is how many rows a table may have.
const maxRows = 10_000

// wants says what a step wants below it.
func (a argument) wants() string {
	table := "a table: " + strings.Join(a.columns, ", ")
	switch {
	case a.columns != nil && a.text:
		return "wants " + table + "; or a text"
	case a.columns != nil:
		return "wants " + table
	case a.text:
		return "wants a text"
	}
	return "takes nothing below it"
}

// check holds what stands below a step to what its phrase wants.
func (a argument) check(step *godog.Step) error {
	below := step.Argument
	switch {
	case below == nil && a.columns == nil && !a.text:
		return nil
	case below == nil, below.DataTable != nil && a.columns == nil, below.DocString != nil && !a.text:
		return badText("this step %s", a.wants())
	case below.DocString != nil && strings.TrimSpace(below.DocString.Content) == "":
		return badText("this step %s, and the text below it is empty", a.wants())
	case below.DataTable == nil:
		return nil
	case len(below.DataTable.Rows) > maxRows:
		return badText("the table has %d rows: want at most %d", len(below.DataTable.Rows), maxRows)
	}
	for n, row := range below.DataTable.Rows {
		if len(row.Cells) != len(a.columns) {
			return badText("row %d of the table, %s: want %d cells: %s", n+1, show(row), len(a.columns), strings.Join(a.columns, ", "))
		}
	}
	return nil
}
