package fakemta

// Decision is something that a server decides for a reason that its reply does not tell.
type Decision int

// The decisions.
const (
	RefusesParameter Decision = iota // of STARTTLS (RFC 3207 §4)
	RefusesSecondTLS                 // STARTTLS inside TLS (RFC 3207 §4.2)
	DropsPremature                   // what a client says behind STARTTLS without waiting
	StartsAnew                       // what was said before TLS counts for nothing (RFC 3207 §4.2)
	TakesAnyName                     // a server name in the ClientHello that is not its own
	TakesUnlisted                    // mail from a domain that is not in Behaviour.MutualTLSDomains
	RefusesUntrusted                 // mail from one that is, for want of TLS or of a certificate
	MarksMutualTLS                   // mail from one that is
)

// decide tells of a decision.
func (c *conn) decide(d Decision) {
	if c.server.OnDecision != nil {
		c.server.OnDecision(c.session, d)
	}
}

// startAnew tells, before the first answer inside TLS, that the session is a new one.
func (p *phase) startAnew() {
	if !p.behaviour.KeepsSession {
		p.decide(StartsAnew)
	}
}
