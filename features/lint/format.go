package lint

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	messages "github.com/cucumber/messages/go/v21"

	"mtalab/internal/text"
)

// Format gives a feature file its canonical form: two blanks of indentation for each level, tables
// aligned, no blanks at the end of a line, at most one empty line in a row. Comments, tags and empty lines
// stay where they are, lines end as the first one does, and what the file says stays the same. Formatting twice changes nothing more.
// An error is of the file's text, with its line (ErrInput); path is only its name.
func Format(path string, content []byte) ([]byte, error) {
	content = bytes.TrimPrefix(content, text.ByteOrderMark)
	tree, err := text.Parse(path, content, (&messages.Incrementing{}).NewId)
	if err != nil {
		return nil, err
	}
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	f := formatter{
		lines:  strings.Split(strings.TrimRightFunc(text, unicode.IsSpace), "\n"),
		indent: map[int]int{},
		text:   map[int]string{},
		inside: map[int]bool{},
	}
	f.feature(tree.Feature)
	written := f.write()
	if first, _, _ := strings.Cut(string(content), "\n"); strings.HasSuffix(first, "\r") {
		written = strings.ReplaceAll(written, "\n", "\r\n")
	}
	return []byte(written), nil
}

// formatter knows of the lines of a file, from 1, how they are to be written.
type formatter struct {
	lines  []string
	indent map[int]int    // of what has a place in the syntax tree
	text   map[int]string // of what is not only moved
	inside map[int]bool   // lines of doc strings, which are done
}

const level = 2 // blanks

func (f *formatter) place(at *messages.Location, indent int) { f.indent[int(at.Line)] = indent }

func (f *formatter) tags(tags []*messages.Tag, indent int) {
	for _, tag := range tags {
		f.place(tag.Location, indent)
	}
}

func (f *formatter) feature(feature *messages.Feature) {
	f.tags(feature.Tags, 0)
	f.place(feature.Location, 0)
	for _, child := range feature.Children {
		f.background(child.Background, level)
		f.scenario(child.Scenario, level)
		if rule := child.Rule; rule != nil {
			f.tags(rule.Tags, level)
			f.place(rule.Location, level)
			for _, inner := range rule.Children {
				f.background(inner.Background, 2*level)
				f.scenario(inner.Scenario, 2*level)
			}
		}
	}
}

func (f *formatter) background(background *messages.Background, indent int) {
	if background != nil {
		f.place(background.Location, indent)
		f.steps(background.Steps, indent+level)
	}
}

func (f *formatter) scenario(scenario *messages.Scenario, indent int) {
	if scenario == nil {
		return
	}
	f.tags(scenario.Tags, indent)
	f.place(scenario.Location, indent)
	f.steps(scenario.Steps, indent+level)
	for _, examples := range scenario.Examples {
		f.tags(examples.Tags, indent+level)
		f.place(examples.Location, indent+level)
		if examples.TableHeader != nil {
			f.table(append([]*messages.TableRow{examples.TableHeader}, examples.TableBody...), indent+2*level)
		}
	}
}

func (f *formatter) steps(steps []*messages.Step, indent int) {
	for _, step := range steps {
		f.place(step.Location, indent)
		if step.Text == "" {
			f.text[int(step.Location.Line)] = step.Keyword // without the blank behind it, it is no step
		}
		if step.DataTable != nil {
			f.table(step.DataTable.Rows, indent+level)
		}
		if step.DocString != nil {
			f.docString(step.DocString, indent+level)
		}
	}
}

// table aligns the cells of each column.
func (f *formatter) table(rows []*messages.TableRow, indent int) {
	var widths []int
	escaped := make([][]string, len(rows))
	for i, row := range rows {
		for n, cell := range row.Cells {
			text := cellEscapes.Replace(cell.Value)
			escaped[i] = append(escaped[i], text)
			if n == len(widths) {
				widths = append(widths, 0)
			}
			widths[n] = max(widths[n], utf8.RuneCountInString(text))
		}
	}
	for i, row := range rows {
		var line strings.Builder
		for n, text := range escaped[i] {
			line.WriteString("| " + text + strings.Repeat(" ", widths[n]-utf8.RuneCountInString(text)+1))
		}
		f.place(row.Location, indent)
		f.text[int(row.Location.Line)] = line.String() + "|"
	}
}

// cellEscapes undo what the parser did to the text of a cell.
var cellEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", `\n`)

// docString moves a doc string as a whole: what its lines have beyond the column of its delimiter is
// their own.
func (f *formatter) docString(doc *messages.DocString, indent int) {
	first, column := int(doc.Location.Line), int(doc.Location.Column)-1
	f.place(doc.Location, indent)
	for line := first + 1; line <= len(f.lines); line++ {
		f.inside[line] = true
		text := f.lines[line-1]
		if strings.TrimSpace(text) == doc.Delimiter {
			f.lines[line-1] = blanks(indent) + doc.Delimiter
			return
		}
		own := 0
		for own < min(column, len(text)) && (text[own] == ' ' || text[own] == '\t') {
			own++
		}
		if f.lines[line-1] = text[own:]; text[own:] != "" {
			f.lines[line-1] = blanks(indent) + text[own:]
		}
	}
}

func blanks(count int) string { return strings.Repeat(" ", count) }

func (f *formatter) write() string {
	var out strings.Builder
	empty, description := true, 0
	for line := 1; line <= len(f.lines); line++ {
		text := strings.TrimSpace(f.lines[line-1])
		indent, placed := f.indent[line]
		switch {
		case f.inside[line]:
			text = f.lines[line-1]
		case text == "" && empty:
			continue
		case text == "":
		case f.text[line] != "":
			text = blanks(indent) + f.text[line]
		case placed:
			text, description = blanks(indent)+text, indent+level
		case strings.HasPrefix(text, "#"):
			text = blanks(f.nextIndent(line)) + text
		default:
			text = blanks(description+f.beyond(line)) + text
		}
		empty = text == "" && !f.inside[line]
		out.WriteString(text + "\n")
	}
	return out.String()
}

// nextIndent is the indentation of what comes behind a comment; at the end, that of a scenario.
func (f *formatter) nextIndent(line int) int {
	for line++; line <= len(f.lines); line++ {
		if indent, placed := f.indent[line]; placed {
			return indent
		}
	}
	return level
}

// beyond is how much further in a line of a description stands than the outermost line around it.
func (f *formatter) beyond(line int) int {
	outermost := indentOf(f.lines[line-1])
	own := outermost
	for _, step := range []int{-1, 1} {
		for at := line + step; at >= 1 && at <= len(f.lines); at += step {
			text := strings.TrimSpace(f.lines[at-1])
			if _, placed := f.indent[at]; placed {
				break
			}
			if text != "" && text[0] != '#' {
				outermost = min(outermost, indentOf(f.lines[at-1]))
			}
		}
	}
	return own - outermost
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }
