package printable

import (
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

// Writer passes texts on, in which nothing but line ends and tabs still does anything to a terminal. It keeps
// the first error of writing, which those who print need not look for: see Err.
type Writer struct {
	mu   sync.Mutex
	to   io.Writer
	rest string // the beginning of a character that is not whole yet
	err  error
}

// NewWriter is a Writer in front of another one.
func NewWriter(to io.Writer) *Writer { return &Writer{to: to} }

// Behind is what a Writer writes to, for those who write to a terminal on purpose; any other writer is its own.
func Behind(w io.Writer) io.Writer {
	if w, is := w.(*Writer); is {
		return w.to
	}
	return w
}

// Write is io.Writer's; after an error nothing more is written.
func (w *Writer) Write(content []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	whole, rest := cut(w.rest + string(content))
	w.rest = rest
	w.write(escape(whole, isHarmfulInText))
	if w.err != nil {
		return 0, w.err
	}
	return len(content), nil
}

// Err is the first error of writing, after all that was written.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flush()
	return w.err
}

// pass writes what is harmless, or ours.
func (w *Writer) pass(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flush()
	w.write(text)
}

func (w *Writer) flush() {
	w.write(escape(w.rest, isHarmfulInText))
	w.rest = ""
}

func (w *Writer) write(text string) {
	if w.err == nil && text != "" {
		_, w.err = io.WriteString(w.to, text)
	}
}

func isHarmfulInText(r rune) bool { return r != '\n' && r != '\t' && isHarmful(r) }

// cut parts a text before a last character that is not whole.
func cut(text string) (whole, rest string) {
	for at := len(text) - 1; at >= 0 && at > len(text)-utf8.UTFMax; at-- {
		if utf8.RuneStart(text[at]) {
			if !utf8.FullRuneInString(text[at:]) {
				return text[:at], strings.Clone(text[at:])
			}
			break
		}
	}
	return text, ""
}
