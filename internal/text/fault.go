package text

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Bounds of a feature file. Beyond 64 KiB in a line the Gherkin library gives up; and with each line of a
// doc string it copies those before it, when godog reads the file with it.
const (
	maxLine           = 64_000   // bytes
	maxLines          = 50_000   // of a file
	maxSize           = 16 << 20 // bytes of a file
	maxDocString      = 1 << 20  // bytes of a doc string
	maxDocStringLines = 20_000
	maxCopied         = 2 << 30   // bytes that are so copied, of all doc strings of a file: seconds
	maxSteps          = 10_000    // of a scenario
	maxRows           = 10_000    // of the examples of an outline
	maxRun            = 1_000_000 // lines of steps that a file comes to, once every row of its examples has become a scenario
)

// Fault is something wrong with the text of a feature file. It is an ErrInput.
type Fault struct {
	Path string
	Line int // 0: of the whole file
	Text string
}

func (f Fault) Error() string {
	if f.Line == 0 {
		return f.Path + ": " + f.Text
	}
	return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Text)
}

// Is says that a fault of a feature is bad input.
func (f Fault) Is(target error) bool { return target == ErrInput }

// readable finds what keeps a file from being parsed at all.
func readable(file string, content []byte) error {
	if len(content) > maxSize {
		return Fault{file, 0, fmt.Sprintf("the file has %d bytes: want at most %d", len(content), maxSize)}
	}
	var faults []error
	line := 0
	for text := range bytes.Lines(content) {
		line++
		if !utf8.Valid(text) {
			faults = append(faults, Fault{file, line, notUTF8(text)})
			break // the rest is no better
		}
		if text = bytes.TrimRight(text, "\r\n"); len(text) > maxLine {
			faults = append(faults, Fault{file, line, fmt.Sprintf("the line has %d bytes: want at most %d", len(text), maxLine)})
		}
		if line > maxLines {
			faults = append(faults, Fault{file, line, fmt.Sprintf("the file goes on: want at most %d lines", maxLines)})
			break
		}
	}
	return errors.Join(faults...)
}

// notUTF8 says where a line is not UTF-8, as which Gherkin takes every file.
func notUTF8(line []byte) string {
	at := 0
	for at < len(line) {
		r, size := utf8.DecodeRune(line[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return fmt.Sprintf("want UTF-8, and the byte 0x%02X is none (column %d)", line[at], utf8.RuneCount(line[:at])+1)
}
