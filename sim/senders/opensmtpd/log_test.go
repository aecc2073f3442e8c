package opensmtpd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
)

func TestHearing(t *testing.T) {
	t.Parallel()
	const ok = `ab1 mta delivery evpid=c3 from=<alice@sender.test> to=<Bob@example.com> rcpt=<-> source="192.0.2.10" relay="192.0.2.1 (mx0a.example.com)" delay=0s result="Ok" stat="250 2.0.0 OK: queued"`
	const disabled = "smtp-out: Disabling route [] <-> 192.0.2.1 (mx1.example.com) for 15s"
	for name, c := range map[string]struct {
		lines []string
		want  driver.Verdict
	}{
		"no TLS session": {[]string{ok},
			driver.Verdict{Fate: evidence.DeliveredPlaintext, Address: "192.0.2.1", Reason: "250 2.0.0 OK: queued"}},
		"a certificate that is good": {[]string{"ab1 mta tls ciphers=TLSv1.3:x:128", `ab1 mta server-cert-check result="success"`, ok},
			driver.Verdict{Fate: evidence.DeliveredVerified, Address: "192.0.2.1", Reason: "250 2.0.0 OK: queued"}},
		"a certificate that is not": {[]string{"ab1 mta tls ciphers=TLSv1.3:x:128", `ab1 mta server-cert-check result="failure"`, ok},
			driver.Verdict{Fate: evidence.DeliveredEncrypted, Address: "192.0.2.1", Reason: "250 2.0.0 OK: queued"}},
		"another session was good": {[]string{"ab2 mta tls ciphers=TLSv1.3:x:128", `ab2 mta server-cert-check result="success"`, ok},
			driver.Verdict{Fate: evidence.DeliveredPlaintext, Address: "192.0.2.1", Reason: "250 2.0.0 OK: queued"}},
		"all hosts are in trouble": {[]string{"ab1 mta error reason=SSL certificate check failed",
			"smtp-out: No valid route for [connector:[]->[relay:example.com,smtp+tls,heloname=sender.test],0x0]"},
			driver.Verdict{Fate: evidence.Deferred, Reason: "SSL certificate check failed"}},
		"the only host is in trouble": {[]string{"debug: MXs for domain example.com:", "\t192.0.2.1 preference 10", "\t192.0.2.1 preference 20",
			"ab1 mta error reason=BANNER rejected: 421 Not now", disabled},
			driver.Verdict{Fate: evidence.Deferred, Reason: "BANNER rejected: 421 Not now"}},
		"one of two hosts is in trouble": {[]string{"debug: MXs for domain example.com:", "\t192.0.2.1 preference 10", "\t[2001:db8::2] preference 20",
			"ab1 mta error reason=BANNER rejected: 421 Not now", disabled, strings.Replace(ok, "192.0.2.1 (", "[2001:db8::2] (", 1)},
			driver.Verdict{Fate: evidence.DeliveredPlaintext, Address: "2001:db8::2", Reason: "250 2.0.0 OK: queued"}},
		"a host of another domain is in trouble": {[]string{"debug: MXs for domain example.org:", "\t192.0.2.1 preference 10",
			"debug: MXs for domain example.com:", "\t192.0.2.2 preference 10", disabled, strings.Replace(ok, "192.0.2.1 (", "192.0.2.2 (", 1)},
			driver.Verdict{Fate: evidence.DeliveredPlaintext, Address: "192.0.2.2", Reason: "250 2.0.0 OK: queued"}},
		"refused for ever": {[]string{`ab1 mta delivery evpid=c3 from=<a@b.c> to=<bob@example.com> rcpt=<-> source="-" relay="example.com" delay=0s result="PermFail" stat="550 No"`},
			driver.Verdict{Fate: evidence.Bounced, Reason: "550 No"}},
	} {
		heard := newHearing([]string{"bob@example.com"})
		for _, line := range c.lines {
			heard.line(line)
		}
		assert.True(t, heard.complete(), name)
		assert.Equal(t, c.want, heard.verdicts["bob@example.com"], name)
	}
}
