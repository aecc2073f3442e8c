package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"mtalab/internal/printable"
	"mtalab/internal/result"
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

// summary is a row for each sender that counts its scenarios.
func (m Matrix) summary() [][]string {
	rows := [][]string{{"sender", "as stated", "breaches", "of a SHOULD", "not supported", "withheld", "broken"}}
	for _, sender := range m.Senders {
		failed, known := sender.Count[result.Failed], sender.Count[result.Known]
		failedShould, knownShould := sender.Should[result.Failed], sender.Should[result.Known]
		rows = append(rows, []string{
			sender.String(), strconv.Itoa(sender.Count[result.Passed]), breaches(failed-failedShould, known-knownShould),
			breaches(failedShould, knownShould), strconv.Itoa(sender.Count[result.NotSupported]), strconv.Itoa(sender.Withheld),
			strconv.Itoa(sender.Count[result.Broken]),
		})
	}
	return rows
}

// breaches tells how many there are, and how many of them are known.
func breaches(failed, known int) string {
	if failed+known == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%d)", failed+known, known)
}

// matrixSection is a part of the table.
type matrixSection struct {
	title string
	rows  []matrixRow
}

// sections are the rows by what they tell: who breaks a promise, and who chose what.
func (m Matrix) sections() []matrixSection {
	all := []matrixSection{{title: "Breaches"}, {title: "Breaches of a SHOULD"}, {title: "Choices: what each sender does"}, {title: "As stated, or not supported"}}
	for _, row := range m.Rows {
		at := 3
		switch {
		case row.deviates() && row.Demand == result.Should:
			at = 1
		case row.deviates():
			at = 0
		case row.leavesChoice():
			at = 2
		}
		all[at].rows = append(all[at].rows, row)
	}
	return slices.DeleteFunc(all, func(s matrixSection) bool { return s.rows == nil })
}

// products says what is left out.
func (m Matrix) products() string {
	if m.Products == 0 {
		return ""
	}
	return fmt.Sprintf("\nLeft out, as they state what the ESA or Exchange does: %d.", m.Products)
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
		if r.leavesChoice() && cell.Made != nil && cell.Status == result.Passed {
			row = append(row, strings.Join(cell.Made, ", "))
			continue
		}
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
	fmt.Fprintf(table, "\n%s%s\n", matrixLegend, m.products())
	if err := table.Flush(); err != nil {
		return err
	}
	for _, section := range m.sections() {
		fmt.Fprintln(table)
		fmt.Fprintln(table, cells(m.head(section.title)))
		path := ""
		for _, row := range section.rows {
			if row.Path != path {
				path = row.Path
				fmt.Fprintln(table, printable.Line(path)+strings.Repeat("\t", len(row.Cells)))
			}
			fmt.Fprintln(table, cells(row.words("  "+row.Name)))
		}
		if err := table.Flush(); err != nil {
			return err
		}
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
	fmt.Fprintf(text, "\n%s%s\n", matrixLegend, m.products())
	for _, section := range m.sections() {
		fmt.Fprintf(text, "\n## %s\n\n", section.title)
		markdownRow(text, m.head("scenario"))
		text.WriteString("|---|" + strings.Repeat("---|", len(m.Senders)) + "\n")
		for _, row := range section.rows {
			markdownRow(text, row.words(row.ID))
		}
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
