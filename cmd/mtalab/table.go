package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"mtalab/internal/printable"
)

// writeTable aligns columns; a row of one cell goes across all of them.
func writeTable(w io.Writer, indent string, rows [][]string) {
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
			line.WriteString(padded(cell, widths[i]) + "  ")
		}
		fmt.Fprintln(w, indent+strings.TrimRight(line.String(), " "))
	}
}

func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

// wrapped breaks a text at blanks into lines of at most a width, where it can.
func wrapped(text, indent string, width int) string {
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
	return strings.Join(append(lines, line), "\n")
}

// cited is the name of a rule behind a sentence; empty without one.
func cited(rule string) string {
	if rule == "" {
		return ""
	}
	return "  [" + rule + "]"
}
