package printable_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/printable"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct{ text, shown string }{
		"plain text is left alone":                    {"220 ready: 100 % of it", "220 ready: 100 % of it"},
		"letters of all the world are left alone":     {"bücher 書店", "bücher 書店"},
		"an escape sequence":                          {"\x1b]0;owned\x07", `\x1b]0;owned\x07`},
		"line ends and tabs":                          {"a\nb\r\n\tc", `a\nb\r\n\tc`},
		"NUL and DEL":                                 {"\x00\x7f", `\x00\x7f`},
		"a control character of the second set":       {"\u009b31m", `\u009b31m`},
		"what turns the direction of writing":         {"a\u202eb\u2066c\u200fd\u061c", `a\u202eb\u2066c\u200fd\u061c`},
		"line ends of Unicode":                        {"a\u2028b\u2029c\u0085d", `a\u2028b\u2029c\u0085d`},
		"bytes that are not UTF-8":                    {"b\xfccher \xe2\x80", `b\xfccher \xe2\x80`},
		"a replacement character is a character":      {"a\ufffdb", "a\ufffdb"},
		"what is escaped is not escaped once more":    {`\x1b \n \u202e`, `\x1b \n \u202e`},
		"a text of the greatest length is left whole": {strings.Repeat("ü", printable.Longest), strings.Repeat("ü", printable.Longest)},
		"a longer one is shortened, with its length":  {strings.Repeat("ü", printable.Longest+1), strings.Repeat("ü", printable.Longest) + " … (2001 characters)"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.shown, printable.Line(test.text))
		})
	}
}

func TestFprintfMakesALineOfEveryText(t *testing.T) {
	t.Parallel()
	type name string
	var out bytes.Buffer
	printable.Fprintf(&out, "%4d %-6s %s %s %v\n%s\n", 7, "a\nb", name("\x1b"), errors.New("no\nway"),
		netip.MustParseAddr("192.0.2.1"), printable.Indented("one\n\x1btwo\n\n", "  "))
	assert.Equal(t, "   7 a\\nb   \\x1b no\\nway 192.0.2.1\n  one\n  \\x1btwo\n", out.String())
}

func TestOnlyAFormatMayHaveColours(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := printable.NewWriter(&out)
	fmt.Fprint(w, "\xe2")
	printable.Fprintf(w, "\x1b[31m%s\x1b[0m %v %v\n", "\x1b[32m", []string{"\x1b\n"}, struct{ Text string }{"\x1b"})
	fmt.Fprintf(w, "\x1b[31m%s\n", "x")
	printable.Fprintf(w, "%03d %5.1f %t %v", 7, 1.25, true, nil)
	require.NoError(t, w.Err())
	assert.Equal(t, `\xe2`+"\x1b[31m"+`\x1b[32m`+"\x1b[0m "+`[\x1b\n] {\x1b}`+"\n"+`\x1b[31mx`+"\n007   1.2 true <nil>", out.String())
}

func TestAWriterLetsNothingThrough(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct {
		writes []string
		shown  string
	}{
		"lines and tabs":                   {[]string{"a\tb\n", "c\n"}, "a\tb\nc\n"},
		"an escape sequence":               {[]string{"\x1b[2J\r"}, `\x1b[2J\r`},
		"a character in two parts":         {[]string{"b\xc3", "\xbccher"}, "bücher"},
		"a harmful one in two parts":       {[]string{"a\xe2\x80", "\xae"}, `a\u202e`},
		"a harmful one, byte by byte":      {[]string{"\xe2", "\x80", "\xae"}, `\u202e`},
		"half a character at the end":      {[]string{"a\xe2\x80"}, `a\xe2\x80`},
		"half a character before another":  {[]string{"\xe2", "\x1b"}, `\xe2\x1b`},
		"a byte that begins no character":  {[]string{"\xff"}, `\xff`},
		"what follows, and nothing before": {[]string{"\x80\x80\x80\x80"}, `\x80\x80\x80\x80`},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			w := printable.NewWriter(&out)
			for _, text := range test.writes {
				n, err := w.Write([]byte(text))
				require.NoError(t, err)
				assert.Equal(t, len(text), n)
			}
			require.NoError(t, w.Err())
			assert.Equal(t, test.shown, out.String())
			assert.Same(t, &out, printable.Behind(w))
			assert.Same(t, &out, printable.Behind(&out))
		})
	}
}

// full is a disk with room for one write.
type full struct{ wrote int }

var errFull = errors.New("no space left on device")

func (f *full) Write(content []byte) (int, error) {
	if f.wrote++; f.wrote > 1 {
		return 0, errFull
	}
	return len(content), nil
}

func TestAWriterKeepsTheFirstError(t *testing.T) {
	t.Parallel()
	disk := &full{}
	w := printable.NewWriter(disk)
	for range 4 {
		fmt.Fprintln(w, "a line")
	}
	require.ErrorIs(t, w.Err(), errFull)
	assert.Equal(t, 2, disk.wrote, "nothing is written after an error")
}

func FuzzWriter(f *testing.F) {
	f.Add("a\x1b[0m\u202e", 3)
	f.Add("b\xfc\xe2\x80\xae\u009b", 4)
	f.Fuzz(func(t *testing.T, text string, at int) {
		var out bytes.Buffer
		w := printable.NewWriter(&out)
		at = min(max(at, 0), len(text))
		fmt.Fprint(w, text[:at])
		fmt.Fprint(w, text[at:])
		require.NoError(t, w.Err())
		require.True(t, utf8.Valid(out.Bytes()))
		for _, r := range out.String() {
			require.True(t, r == '\n' || r == '\t' || !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r), "%q", out.String())
		}
		if line := printable.Visible(text); !strings.ContainsAny(text, "\n\t") {
			require.Equal(t, line, out.String(), "in parts as in one")
		}
		require.Equal(t, printable.Visible(text), printable.Visible(printable.Visible(text)))
	})
}
