package exim

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/driver"
	"mtalab/sim/evidence"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line      string
		recipient string
		fate      evidence.Fate
		host      string
	}{
		"inside TLS, verified": {
			`1x-1-0T => Bob@example.com R=r T=s H=mx1.example.com [192.0.2.1] X=TLS1.3:ECDHE:128 CV=yes DN="CN=mx1" C="250 OK"`,
			"bob@example.com", evidence.DeliveredVerified, "mx1.example.com"},
		"inside TLS, not verified": {
			`1x-1-0T => bob@example.com R=r T=s H=mx1.example.com [192.0.2.1] X=TLS1.3:ECDHE:128 CV=no DN="CN=CV=yes" C="250 OK"`,
			"bob@example.com", evidence.DeliveredEncrypted, "mx1.example.com"},
		"another recipient of the same session": {
			`1x-1-0T -> bob@example.com R=r T=s H=mx1.example.com [192.0.2.1] C="250 OK"`,
			"bob@example.com", evidence.DeliveredPlaintext, "mx1.example.com"},
		"deferred": {
			`1x-1-0T == bob@example.com R=r T=s defer (-37) H=mx1.example.com [192.0.2.1]: TLS session: (certificate verification failed)`,
			"bob@example.com", evidence.Deferred, "mx1.example.com"},
		"bounced before a router took it": {
			`1x-1-0T ** bob@example.com: Unrouteable address`,
			"bob@example.com", evidence.Bounced, ""},
		"an address that was rewritten": {
			`1x-1-0T ** bob@brand.not <bob@example.com>: Unrouteable address`,
			"bob@example.com", evidence.Bounced, ""},
		"dropped": {
			`1x-1-0T => :blackhole: <bob@example.com> R=route_0`,
			"bob@example.com", evidence.Discarded, ""},
	} {
		recipient, verdict, ok := judge(c.line)
		assert.True(t, ok, name)
		assert.Equal(t, c.recipient, recipient, name)
		assert.Equal(t, c.fate, verdict.Fate, name)
		assert.Equal(t, c.host, verdict.Host, name)
	}
	for _, line := range []string{"1x-1-0T <= alice@sender.test U=x", "1x-1-0T Completed", ""} {
		_, verdict, ok := judge(line)
		assert.False(t, ok, line)
		assert.Equal(t, driver.Verdict{}, verdict)
	}
}

// What Exim logged for an address with an underscore in its domain, and for an ordinary bounce.
func TestAnAddressThatEximDoesNotTakeBounces(t *testing.T) {
	t.Parallel()
	const date = "2026-11-28 17:28:20 "
	refused := []string{
		date + "exim user lost privilege for using -C option",
		date + "1xXMDl-00000C-0W <= <> U=Debian-exim P=local S=825",
		date + "1xXMDl-00000C-0W => :blackhole: <alice@sender.test> R=bounces",
		date + "1xXMDl-00000C-0W Completed",
	}
	var told []string
	message := evidence.Message{From: "alice@sender.test", To: []string{"u@foo_bar.example.com"}}
	verdicts, _ := judgeAll("", refused, message, func(line string) { told = append(told, line) })
	assert.Equal(t, evidence.Bounced, verdicts["u@foo_bar.example.com"].Fate)
	assert.Len(t, told, 3, "of what is no business of the message nothing is told")

	taken := append([]string{date + "1x-1-0T <= alice@sender.test U=x P=local S=300", date + "1x-1-0T ** u@example.com R=r: refused"}, refused...)
	verdicts, _ = judgeAll("", taken, evidence.Message{From: "alice@sender.test", To: []string{"u@example.com"}}, func(string) {})
	assert.Equal(t, evidence.Bounced, verdicts["u@example.com"].Fate)
	assert.Contains(t, verdicts["u@example.com"].Reason, "refused")
	assert.Len(t, verdicts, 1)
}
