// Package table lays texts out for a terminal: in columns, and in lines of a width.
package table

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"mtalab/internal/printable"
)

// Write aligns columns; a row of one cell goes across all of them.
func Write(w io.Writer, indent string, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i := range row {
			row[i] = printable.Line(row[i])
			cell := row[i]
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if len(row) > 1 {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			}
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(Padded(cell, widths[i]) + "  ")
		}
		fmt.Fprintln(w, indent+strings.TrimRight(line.String(), " "))
	}
}

// Padded adds blanks up to a width.
func Padded(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

// Wrapped breaks a text at blanks into lines of at most a width, where it can.
func Wrapped(text, indent string, width int) printable.Block {
	var lines []string
	line := indent
	for _, word := range strings.Fields(text) {
		if line != indent && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	return printable.Indented(strings.Join(append(lines, line), "\n"), "")
}
