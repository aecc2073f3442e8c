package fakedns

import (
	"errors"
	"strings"
)

// entry is one record or directive of a zone file, which may go over several lines (RFC 1035 §5.1).
type entry struct {
	line     int      // the first of them, from 1
	indented bool     // it begins with a blank: its owner is that of the record before
	words    []string // with their quotes and escapes, without parentheses and comments
}

// scanner cuts a text into entries.
type scanner struct {
	text string
	at   int
	line int
}

func newScanner(text string) *scanner { return &scanner{text: text, line: 1} }

// words are those of a text that is one entry.
func words(text string) ([]string, error) {
	scan := newScanner(text)
	first, err := scan.next()
	if err != nil {
		return nil, err
	}
	if second, err := scan.next(); err != nil || second.words != nil {
		return nil, errors.New("there is more than one line")
	}
	return first.words, nil
}

// next is the next entry; at the end of the text, one without words.
func (s *scanner) next() (entry, error) {
	found := entry{line: s.line, indented: s.atBlank()}
	depth := 0
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '\n':
			s.at++
			s.line++
			if depth > 0 {
				continue
			}
			if found.words != nil {
				return found, nil
			}
			found = entry{line: s.line, indented: s.atBlank()}
		case ' ', '\t', '\r':
			s.at++
		case ';':
			s.skipComment()
		case '(':
			s.at++
			depth++
		case ')':
			s.at++
			if depth--; depth < 0 {
				return found, errors.New("a parenthesis is closed that was not opened")
			}
		default:
			word, err := s.word()
			if err != nil {
				return found, err
			}
			found.words = append(found.words, word)
		}
	}
	if depth > 0 {
		return found, errors.New("a parenthesis is not closed")
	}
	return found, nil
}

func (s *scanner) atBlank() bool {
	return s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t')
}

func (s *scanner) skipComment() {
	if length := strings.IndexByte(s.text[s.at:], '\n'); length >= 0 {
		s.at += length
		return
	}
	s.at = len(s.text)
}

// word takes what stands in quotes, or up to the next blank, quote, parenthesis or comment.
func (s *scanner) word() (string, error) {
	start, quoted := s.at, s.text[s.at] == '"'
	if quoted {
		s.at++
	}
	for ; s.at < len(s.text); s.at++ {
		c := s.text[s.at]
		switch {
		case c == '\\' && s.at+1 < len(s.text) && s.text[s.at+1] != '\n':
			s.at++
		case quoted && c == '"':
			s.at++
			return s.text[start:s.at], nil
		case quoted && c == '\n':
			return "", errOpenQuote
		case !quoted && strings.IndexByte(" \t\r\n;()\"", c) >= 0:
			return s.text[start:s.at], nil
		}
	}
	if quoted {
		return "", errOpenQuote
	}
	return s.text[start:], nil
}

var errOpenQuote = errors.New("a quote is not closed on its line")
