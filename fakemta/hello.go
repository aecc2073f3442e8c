package fakemta

import "strings"

// helloReply is the reply to EHLO, or with no capabilities to HELO
// (RFC 5321 §4.1.1.1).
func (p *phase) helloReply(capabilities []string) string {
	lines := append([]string{p.server.name()}, capabilities...)
	last := len(lines) - 1
	for i := range lines[:last] {
		lines[i] = "250-" + lines[i]
	}
	lines[last] = "250 " + lines[last]
	return strings.Join(lines, "\n")
}

// capabilities are what the reply to EHLO offers.
func (c *conn) capabilities() []string {
	if offered := c.behaviour.dialogue(c.encrypted).Capabilities; offered != nil {
		return offered
	}
	list := DefaultCapabilities()
	if c.behaviour.SMTPUTF8 {
		list = append(list, "SMTPUTF8")
	}
	if !c.encrypted && c.met.Certificate != nil {
		list = append(list, "STARTTLS")
	}
	return list
}
