package esa

import (
	"context"
	"crypto/tls"

	"mtalab/internal/outbound"
)

// careless is what a sender with faults needs beside a good one.
type careless struct {
	faults    outbound.Faults
	resumable tls.ClientSessionCache  // nil: no TLS session is ever resumed
	verdicts  map[string]verification // by host
}

func newCareless(faults outbound.Faults) careless {
	c := careless{faults: faults, verdicts: map[string]verification{}}
	if faults.TrustsResumed {
		c.resumable = tls.NewLRUClientSessionCache(0)
	}
	return c
}

// verifyOrNot is verify, but for the faults that spare a sender the look at a certificate.
func (d *delivery) verifyOrNot(ctx context.Context, state tls.ConnectionState, to candidate) verification {
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
	if _, judged := d.verdicts[host]; !judged {
		d.verdicts[host] = d.verify(ctx, state, to)
	}
	return d.verdicts[host]
}

// mailEarly tells the server who writes, whatever it answers, and takes it back.
func (d *delivery) mailEarly() {
	_, _ = d.session.Hello(d.env.Hostname)
	_, _ = d.session.Command(outbound.Patience, "MAIL FROM:<%s>", d.Message.From)
	_, _ = d.session.Command(outbound.Patience, "RSET")
}
