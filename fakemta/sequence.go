package fakemta

import (
	"slices"
	"strings"
)

// outOfSequence says whether go-smtp calls a command out of sequence "not implemented", which is
// 503 (RFC 5321 §4.1.4, §4.3.2).
func outOfSequence(verb, honest string) bool {
	switch verb {
	case "MAIL", "RCPT", "DATA", "BDAT", "AUTH":
		return strings.HasPrefix(honest, "502 5.5.1")
	}
	return false
}

// unknownParameter says whether go-smtp calls a parameter of what was not offered "not implemented", which is
// 555 (RFC 5321 §4.1.1.11).
func unknownParameter(verb, honest string) bool {
	return (verb == "MAIL" || verb == "RCPT") && strings.HasPrefix(honest, "504 5.5.4")
}

// keepCommand keeps what Behaviour.KeepsSession takes into TLS.
func (p *phase) keepCommand(line []byte) {
	if !p.behaviour.KeepsSession || p.encrypted {
		return
	}
	switch p.verb {
	case "EHLO", "HELO", "MAIL", "RCPT":
		p.said = append(p.said, slices.Clone(line))
	}
}

// repeats gives go-smtp, inside TLS, a command of before TLS; what it answers is not sent.
func (p *phase) repeats() bool {
	if !p.encrypted || len(p.said) == 0 {
		return false
	}
	p.pending, p.said = p.said[0], p.said[1:]
	p.repeating = true
	return true
}
