package esa

import (
	"context"
	"crypto/tls"

	"mtalab/internal/outbound"
)

// faults are what the sender does wrong, and what it has to remember for it.
type faults struct {
	outbound.Faults
	resumable tls.ClientSessionCache  // nil: no TLS session is ever resumed
	verdicts  map[string]verification // by host
}

func newFaults(wanted outbound.Faults) faults {
	f := faults{Faults: wanted, verdicts: map[string]verification{}}
	if wanted.TrustsResumed {
		f.resumable = tls.NewLRUClientSessionCache(0)
	}
	return f
}

// verifyUnlessFaulty is verify, but for the faults that spare a sender the look at a certificate.
func (d *delivery) verifyUnlessFaulty(ctx context.Context, state tls.ConnectionState, to candidate) verification {
	if d.faults.MailsBeforeVerdict && !d.withoutMail {
		d.mailEarly()
	}
	if d.faults.TrustsResumed && state.DidResume {
		return verification{ok: true, why: "the TLS session is resumed"}
	}
	if !d.faults.RemembersVerdicts {
		return d.verify(ctx, state, to)
	}
	host := to.String()
	if _, judged := d.faults.verdicts[host]; !judged {
		d.faults.verdicts[host] = d.verify(ctx, state, to)
	}
	return d.faults.verdicts[host]
}

// mailEarly tells the server who writes, whatever it answers, and takes it back.
func (d *delivery) mailEarly() {
	_, _ = d.session.Hello(d.env.Hostname)
	_, _ = d.session.Command(outbound.Patience, "MAIL FROM:<%s>", d.Message.From)
	_, _ = d.session.Command(outbound.Patience, "RSET")
}
