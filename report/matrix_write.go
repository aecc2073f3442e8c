package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
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
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(m)
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

func (r MatrixRow) words(first string) []string {
	row, detail := []string{first}, r.Interesting()
	for _, cell := range r.Cells {
		row = append(row, cell.word(detail))
	}
	return row
}

func (m Matrix) writeText(w io.Writer) error {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range m.summary() {
		fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	fmt.Fprintf(table, "\n%s\n", matrixLegend)
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(table, strings.Join(m.head(""), "\t"))
	path := ""
	for _, row := range m.Rows {
		if row.Path != path {
			path = row.Path
			fmt.Fprintln(table, path+strings.Repeat("\t", len(row.Cells)))
		}
		fmt.Fprintln(table, strings.Join(row.words("  "+row.Name), "\t"))
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
var markdownEscapes = strings.NewReplacer("|", `\|`, "*", `\*`, "_", `\_`, "<", "&lt;", "`", "\\`", "\n", " ")

func markdownRow(text *strings.Builder, cells []string) {
	for _, cell := range cells {
		text.WriteString("| " + markdownEscapes.Replace(cell) + " ")
	}
	text.WriteString("|\n")
}
