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
	begins := func(domain, address, name string) []string {
		return []string{"debug: mta-routing: spawning new connection on [] <-> " + address,
			"debug: mta: 0x555eaca1ed20: spawned for relay [relay:" + domain + ",smtp,heloname=sender.test]",
			name + " mta connecting address=smtp+tls://" + address + ":25 host=" + address}
	}
	after := func(begun []string, lines ...string) []string { return append(begun, lines...) }
	shared := func(lines ...string) []string {
		return append([]string{"debug: MXs for domain example.com:", "\t192.0.2.1 preference 10", "debug: MXs for domain strict.not:", "\t192.0.2.1 preference 10"}, lines...)
	}
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
		"all hosts are in trouble": {after(begins("example.com", "192.0.2.1", "ab1"), "ab1 mta error reason=SSL certificate check failed",
			"smtp-out: No valid route for [connector:[]->[relay:example.com,smtp+tls,heloname=sender.test],0x0]"),
			driver.Verdict{Fate: evidence.Deferred, Reason: "SSL certificate check failed"}},
		"the address that two domains have, and the session of the other was in trouble": {shared(after(begins("strict.not", "192.0.2.1", "ab1"), "ab1 mta error reason=SSL certificate check failed", disabled,
			strings.Replace(ok, "ab1", "ab2", 1))...),
			driver.Verdict{Fate: evidence.DeliveredPlaintext, Address: "192.0.2.1", Reason: "250 2.0.0 OK: queued"}},
		"the address that two domains have, and it is not gone to as the session of the other was in trouble": {shared(after(begins("strict.not", "192.0.2.1", "ab1"), "ab1 mta error reason=SSL certificate check failed", disabled,
			"smtp-out: No valid route for [connector:[]->[relay:example.com,smtp,heloname=sender.test],0x0]")...),
			driver.Verdict{Fate: evidence.Deferred, Reason: "192.0.2.1 is not gone to for a while, as another session was in trouble: SSL certificate check failed"}},
		"two sessions at once, and each has its own trouble": {shared(append(begins("strict.not", "192.0.2.1", "ab1"), after(begins("example.com", "192.0.2.1", "ab2"),
			"ab2 mta error reason=BANNER rejected: 421 Not now", "ab1 mta error reason=SSL certificate check failed", disabled,
			"smtp-out: No valid route for [connector:[]->[relay:example.com,smtp,heloname=sender.test],0x0]")...)...),
			driver.Verdict{Fate: evidence.Deferred, Reason: "BANNER rejected: 421 Not now"}},
		"a session of nobody known": {shared("ab1 mta error reason=SSL certificate check failed", disabled, ok),
			driver.Verdict{Fate: evidence.DeliveredPlaintext, Address: "192.0.2.1", Reason: "250 2.0.0 OK: queued"}},
		"the only host is in trouble": {[]string{"debug: MXs for domain example.com:", "\t192.0.2.1 preference 10", "\t192.0.2.1 preference 20",
			begins("example.com", "192.0.2.1", "ab1")[0], begins("example.com", "192.0.2.1", "ab1")[1], begins("example.com", "192.0.2.1", "ab1")[2], "ab1 mta error reason=BANNER rejected: 421 Not now", disabled},
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
		heard := newHearing([]string{"bob@example.com"}, driver.Words[string]{})
		for _, line := range c.lines {
			heard.line(line)
		}
		assert.True(t, heard.complete(), name)
		assert.Equal(t, c.want, heard.verdicts["bob@example.com"], name)
	}
}

func TestRecipientsAreHandedOverByDomain(t *testing.T) {
	t.Parallel()
	assert.Equal(t, [][]string{{"ann@loose.not", "Cy@LOOSE.not"}, {`"b@x"@strict.not`}, {"dan@other.not"}},
		byDomain([]string{"ann@loose.not", `"b@x"@strict.not`, "Cy@LOOSE.not", "dan@other.not"}))
}
