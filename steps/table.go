package steps

import (
	"strings"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
)

// rows are the cells of a table.
func rows(table *godog.Table) [][]string {
	read := make([][]string, len(table.Rows))
	for n, row := range table.Rows {
		for _, cell := range row.Cells {
			read[n] = append(read[n], cell.Value)
		}
	}
	return read
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
