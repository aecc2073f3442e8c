// Package printable stands between texts from outside and a terminal: what a program under test, a certificate,
// a record or a file name says can neither move the cursor nor forge a line of ours.
package printable

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Longest is how many characters of a line are shown.
const Longest = 2000

// Visible is a text as one line: control characters, line ends included, are shown as Go's escapes, and so are
// what turns the direction of writing and bytes that are not UTF-8. Done twice it is as done once.
func Visible(text string) string { return escape(text, isHarmful) }

// Line is Visible, and no longer than Longest: of more the beginning is shown, and its length told.
func Line(text string) string {
	visible := Visible(text)
	if len(visible) <= Longest || utf8.RuneCountInString(visible) <= Longest {
		return visible
	}
	return string([]rune(visible)[:Longest]) + fmt.Sprintf(" … (%d characters)", utf8.RuneCountInString(text))
}

// Block is a text of several lines, of which each is a Line: see Indented.
type Block string

// Indented makes each line of a text a Line of a block, and puts something before it.
func Indented(text, by string) Block {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = by + Line(line)
	}
	return Block(strings.Join(lines, "\n"))
}

// Fprintf is that of package fmt, but that every value is a Line, unless it is a Block. What stands in the format is
// ours: a Writer passes it on as it is, be it the colour of a line.
func Fprintf(w io.Writer, format string, values ...any) {
	lines := make([]any, len(values))
	for i, value := range values {
		lines[i] = line(value)
	}
	text := fmt.Sprintf(format, lines...)
	if edge, is := w.(*Writer); is {
		edge.pass(text)
		return
	}
	_, _ = io.WriteString(w, text) // as with package fmt's, who prints need not look
}

// line is a value in which no text is left that is not a Line.
func line(value any) any {
	if block, is := value.(Block); is {
		return string(block)
	}
	_, named := value.(fmt.Stringer)
	switch kind := reflect.ValueOf(value).Kind(); {
	case !named && kind >= reflect.Bool && kind <= reflect.Complex128: // numbers, for the widths of the format
		return value
	}
	return Line(fmt.Sprint(value))
}

// escape shows those characters of a text that are to be shown.
func escape(text string, shown func(rune) bool) string {
	if isPlain(text) {
		return text
	}
	var out strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			fmt.Fprintf(&out, `\x%02x`, text[i])
		case shown(r):
			out.WriteString(escaped(r))
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// isPlain says whether a text is of ASCII that is printed.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func escaped(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r <= 0x7f:
		return fmt.Sprintf(`\x%02x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// isHarmful says whether a character does something to a terminal or to the text around it.
func isHarmful(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp)
}
