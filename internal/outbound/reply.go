package outbound

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Limits on what a server may say: enough for any honest one, so that a hostile one costs little.
const (
	longestLine  = 4096 // octets; RFC 5321 §4.5.3.1.5 asks for 512
	longestReply = 512  // lines
)

// ErrProtocol is a reply that is none: too long, malformed, or contradicting itself.
var ErrProtocol = errors.New("not an SMTP reply")

// Reply is one reply of a server (RFC 5321 §4.2).
type Reply struct {
	Code  int
	Lines []string // the texts after the code, without CRLF
}

// Class is the first digit: 2 done, 3 go on, 4 not now, 5 no.
func (r Reply) Class() int { return r.Code / 100 }

func (r Reply) String() string { return r.joined(" / ") }

// Text is the reply with its code, its lines apart.
func (r Reply) Text() string { return r.joined("\n") }

// joined is the reply for a person to read: a server may say anything, so what is not printable is
// replaced.
func (r Reply) joined(by string) string {
	lines := make([]string, len(r.Lines))
	for i, line := range r.Lines {
		lines[i] = strings.Map(func(c rune) rune {
			if !unicode.IsPrint(c) {
				return unicode.ReplacementChar
			}
			return c
		}, line)
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", r.Code, strings.Join(lines, by)))
}

// readReply reads one reply of one or more lines.
func readReply(r *bufio.Reader) (Reply, error) {
	var reply Reply
	for len(reply.Lines) < longestReply {
		line, err := readLine(r)
		if err != nil {
			return Reply{}, err
		}
		code, more, text, err := parseLine(line)
		if err != nil {
			return Reply{}, err
		}
		if len(reply.Lines) > 0 && code != reply.Code {
			return Reply{}, fmt.Errorf("%w: the code changes from %d to %d within it", ErrProtocol, reply.Code, code)
		}
		reply.Code = code
		reply.Lines = append(reply.Lines, text)
		if !more {
			return reply, nil
		}
	}
	return Reply{}, fmt.Errorf("%w: more than %d lines", ErrProtocol, longestReply)
}

func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", fmt.Errorf("%w: a line of more than %d octets", ErrProtocol, longestLine)
	}
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}

// parseLine takes "250-text", "250 text" or "250" apart.
func parseLine(line string) (code int, more bool, text string, err error) {
	if len(line) < 3 {
		return 0, false, "", fmt.Errorf("%w: %q", ErrProtocol, line)
	}
	for _, digit := range []byte(line[:3]) {
		if digit < '0' || digit > '9' {
			return 0, false, "", fmt.Errorf("%w: %q", ErrProtocol, line)
		}
		code = code*10 + int(digit-'0')
	}
	switch {
	case code < 200 || code > 599:
		return 0, false, "", fmt.Errorf("%w: code %d", ErrProtocol, code)
	case len(line) == 3:
		return code, false, "", nil
	case line[3] != ' ' && line[3] != '-':
		return 0, false, "", fmt.Errorf("%w: %q", ErrProtocol, line)
	}
	return code, line[3] == '-', line[4:], nil
}
