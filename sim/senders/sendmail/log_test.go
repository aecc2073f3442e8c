package sendmail

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
)

func TestHearing(t *testing.T) {
	t.Parallel()
	const to = `sendmail[26]: 6AM: to=<Bob@example.com>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30133, relay=mx1.example.com. [192.0.2.1], `
	const tls = `sendmail[26]: STARTTLS=client, relay=mx1.example.com., version=TLSv1.3, verify=`
	for name, c := range map[string]struct {
		lines []string
		fate  evidence.Fate
	}{
		"no TLS session":            {[]string{to + "dsn=2.0.0, stat=Sent (OK: queued)"}, evidence.DeliveredPlaintext},
		"a chain that is good":      {[]string{tls + "OK, cipher=x, bits=128/128", to + "dsn=2.0.0, stat=Sent (OK: queued)"}, evidence.DeliveredVerified},
		"a chain that is not":       {[]string{tls + "FAIL, cipher=x, bits=128/128", to + "dsn=2.0.0, stat=Sent (OK: queued)"}, evidence.DeliveredEncrypted},
		"deferred, with the reply":  {[]string{to + "dsn=4.5.0, reply=451 4.3.2 Busy, really, stat=Deferred: 451 4.3.2 Busy"}, evidence.Deferred},
		"returned, with no host":    {[]string{`sendmail[26]: 6AM: to=bob@example.com, delay=0, mailer=esmtp, pri=1, dsn=5.1.2, stat=Host unknown`}, evidence.Bounced},
		"a bounce comes later":      {[]string{to + "dsn=2.0.0, stat=Sent (OK: queued)", `sendmail[26]: 7AM: to=<bob@example.com>, delay=0, mailer=local, pri=1, dsn=5.1.2, stat=Host unknown`}, evidence.DeliveredPlaintext},
		"one of several recipients": {[]string{`sendmail[26]: 6AM: to=eve@example.com,bob@example.com, delay=0, mailer=esmtp, pri=1, relay=mx1.example.com. [192.0.2.1], dsn=2.0.0, stat=Sent (OK)`}, evidence.DeliveredPlaintext},
	} {
		heard := &hearing{verdicts: map[string]driver.Verdict{}}
		for _, line := range c.lines {
			heard.line(line)
		}
		assert.Equal(t, c.fate, heard.verdicts["bob@example.com"].Fate, name)
	}
}

func TestWhoIsInTheQueueWaits(t *testing.T) {
	t.Parallel()
	sent := driver.Verdict{Fate: evidence.DeliveredPlaintext, Reason: "250 OK"}
	heard := &hearing{verdicts: map[string]driver.Verdict{"ann@a.not": sent}}
	heard.waiting("V8\nT1764351000\nMDeferred: Name server: b.not.: host name lookup failure\nSalice@sender.test\nrRFC822; bob@b.not\nRPFD:<Bob@b.not>\nRPFD:<ann@a.not>\nH??Reply-To: x\n.\n")
	assert.Equal(t, map[string]driver.Verdict{
		"ann@a.not": sent,
		"bob@b.not": {Fate: evidence.Deferred, Reason: "Deferred: Name server: b.not.: host name lookup failure"},
	}, heard.verdicts, "what the log says of a recipient counts")
}
