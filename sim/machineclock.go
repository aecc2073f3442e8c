package sim

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"

	"mtalab/pki"
)

// issueTime is when a certificate that is made now becomes valid: by the clock by which the sender judges it.
func (r *Running) issueTime() time.Time {
	if _, program := r.sender.(BlackBox); program {
		return time.Now()
	}
	return r.Clock.Now()
}

// judgedByMachine notes that a certificate is shown to a sender that goes by the machine's clock, and that it is valid by
// that clock and not by the world's, or the other way round: what becomes of the message then says nothing.
func (r *Running) judgedByMachine(shown *tls.Certificate) {
	if _, program := r.sender.(BlackBox); !program {
		return
	}
	worlds, machines := r.Clock.Now(), time.Now()
	for _, der := range shown.Certificate {
		certificate, err := x509.ParseCertificate(der)
		alone := []*x509.Certificate{certificate}
		if err != nil || validAt(alone, worlds) == validAt(alone, machines) {
			continue
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.misjudged = fmt.Errorf("%w: %s goes by the machine's clock, and a certificate that it was shown, valid from %s to %s, is judged otherwise by the world's",
			ErrNotSupported, r.sender.Name(), certificate.NotBefore.Format(time.DateTime), certificate.NotAfter.Format(time.DateTime))
		return
	}
}

// byItsOwnClock says, as ErrNotSupported, that an attempt hung on the sender's own clock.
func (r *Running) byItsOwnClock() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.misjudged
}

// Issue issues a certificate that the sender, by its own clock, finds valid. The same description gives the same certificate ever after.
func (r *Running) Issue(c *Certificate) (*pki.Certificate, error) {
	return r.issued.issue(c, r.issueTime())
}
