package steps

import (
	"strings"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
)

// rows reads a table, each row of which has the cells that the caller names.
func rows(table *godog.Table, cells ...string) ([][]string, error) {
	var read [][]string
	for n, row := range table.Rows {
		if len(row.Cells) != len(cells) {
			return nil, wrong("row %d of the table, %s: want %d cells: %s", n+1, show(row), len(cells), strings.Join(cells, ", "))
		}
		values := make([]string, len(row.Cells))
		for i, cell := range row.Cells {
			values[i] = cell.Value
		}
		read = append(read, values)
	}
	return read, nil
}

func show(row *messages.PickleTableRow) string {
	values := make([]string, len(row.Cells))
	for i, cell := range row.Cells {
		values[i] = cell.Value
	}
	return "| " + strings.Join(values, " | ") + " |"
}

// list splits "a, b" at its commas; "" and "-" are no names.
func list(text string) []string {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}
