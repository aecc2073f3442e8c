package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"mtalab/internal/printable"
)

// MatrixFormats are the names that Write knows.
var MatrixFormats = []string{"text", "markdown", "json"}

// Write writes the matrix in one of MatrixFormats.
func (m Matrix) Write(w io.Writer, format string) error {
	switch format {
	case "text":
		return m.writeText(w)
	case "markdown":
		return m.writeMarkdown(w)
	case "json":
		return m.writeJSON(w)
	}
	return fmt.Errorf("format %q: want one of %s", format, strings.Join(MatrixFormats, ", "))
}

// summary is a row for each sender that counts its scenarios by status.
func (m Matrix) summary() [][]string {
	rows := [][]string{append([]string{"sender"}, matrixHeads...)}
	for _, sender := range m.Senders {
		row := []string{sender.String()}
		for _, status := range matrixOrder {
			row = append(row, strconv.Itoa(sender.Count[status]))
		}
		rows = append(rows, row)
	}
	return rows
}

func (m Matrix) head(first string) []string {
	row := []string{first}
	for _, sender := range m.Senders {
		row = append(row, sender.String())
	}
	return row
}

func (r matrixRow) words(first string) []string {
	row, detail := []string{first}, r.interesting()
	for _, cell := range r.Cells {
		row = append(row, cell.word(detail))
	}
	return row
}

func (m Matrix) writeText(w io.Writer) error {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range m.summary() {
		fmt.Fprintln(table, cells(row))
	}
	fmt.Fprintf(table, "\n%s\n", matrixLegend)
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(table, cells(m.head("")))
	path := ""
	for _, row := range m.Rows {
		if row.Path != path {
			path = row.Path
			fmt.Fprintln(table, printable.Line(path)+strings.Repeat("\t", len(row.Cells)))
		}
		fmt.Fprintln(table, cells(row.words("  "+row.Name)))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// cells are a row of a tabwriter's.
func cells(row []string) string {
	lines := make([]string, len(row))
	for i, cell := range row {
		lines[i] = printable.Line(cell)
	}
	return strings.Join(lines, "\t")
}

// writeJSON writes one control character as JSON's escape that package json leaves as it is, and a terminal need not.
func (m Matrix) writeJSON(w io.Writer) error {
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(m); err != nil {
		return err
	}
	_, err := w.Write(bytes.ReplaceAll(content.Bytes(), []byte("\x7f"), []byte(`\u007f`)))
	return err
}

func (m Matrix) writeMarkdown(w io.Writer) error {
	text := &strings.Builder{}
	summary := m.summary()
	markdownRow(text, summary[0])
	text.WriteString("|---|" + strings.Repeat("---:|", len(summary[0])-1) + "\n")
	for _, row := range summary[1:] {
		markdownRow(text, row)
	}
	fmt.Fprintf(text, "\n%s\n\n", matrixLegend)
	markdownRow(text, m.head("scenario"))
	text.WriteString("|---|" + strings.Repeat("---|", len(m.Senders)) + "\n")
	for _, row := range m.Rows {
		markdownRow(text, row.words(row.ID))
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// markdownEscapes keep names from being taken for markup.
var markdownEscapes = strings.NewReplacer("|", `\|`, "*", `\*`, "_", `\_`, "<", "&lt;", "`", "\\`")

func markdownRow(text *strings.Builder, cells []string) {
	for _, cell := range cells {
		text.WriteString("| " + markdownEscapes.Replace(printable.Visible(strings.ReplaceAll(cell, "\n", " "))) + " ")
	}
	text.WriteString("|\n")
}
