package postfix

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/sim/evidence"
)

const sent = `postfix/smtp[7]: 31E4258: to=<Bob@example.com>, relay=MX1.example.com[192.0.2.1]:25, delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 OK)`

func TestHearing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines []string
		fate  evidence.Fate
	}{
		"no TLS session": {[]string{sent}, evidence.DeliveredPlaintext},
		"a TLS session of another process": {[]string{
			"postfix/smtp[8]: Verified TLS connection established to mx1.example.com[192.0.2.1]:25: TLSv1.3 with cipher x", sent}, evidence.DeliveredPlaintext},
		"a TLS session with another host": {[]string{
			"postfix/smtp[7]: Verified TLS connection established to mx2.example.com[192.0.2.2]:25: TLSv1.3 with cipher x", sent}, evidence.DeliveredPlaintext},
		"a TLS session, verified": {[]string{
			"postfix/smtp[7]: Verified TLS connection established to mx1.example.com[192.0.2.1]:25: TLSv1.3 with cipher x", sent}, evidence.DeliveredVerified},
		"a TLS session with a chain alone": {[]string{
			"postfix/smtp[7]: Trusted TLS connection established to mx1.example.com[192.0.2.1]:25: TLSv1.3 with cipher x", sent}, evidence.DeliveredEncrypted},
		"deferred": {[]string{
			`postfix/smtp[7]: 31E4258: to=<bob@example.com>, relay=none, delay=0.1, delays=0/0/0/0, dsn=4.4.1, status=deferred (connect to x: Connection refused)`}, evidence.Deferred},
		"rewritten, with what it was given": {[]string{
			`postfix/smtp[7]: 31E4258: to=<bob@other.example>, orig_to=<bob@example.com>, relay=none, delay=0.1, delays=0/0/0/0, dsn=4.4.1, status=deferred (x)`}, evidence.Deferred},
		"dropped": {[]string{
			`postfix/discard[7]: 31E4258: to=<bob@example.com>, relay=none, delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (a.not)`}, evidence.Discarded},
		"bounced by another service": {[]string{
			`postfix/error[7]: 31E4258: to=<bob@example.com>, relay=none, delay=0.1, delays=0/0/0/0, dsn=5.4.4, status=bounced (Host not found)`}, evidence.Bounced},
	} {
		heard := newHearing()
		assert.False(t, heard.complete([]string{"bob@example.com"}), name)
		for _, line := range c.lines {
			heard.line(line)
		}
		assert.True(t, heard.complete([]string{"bob@example.com"}), name)
		assert.Equal(t, c.fate, heard.verdicts["bob@example.com"].Fate, name)
	}
}

func TestAnotherMessageIsForeign(t *testing.T) {
	t.Parallel()
	heard := newHearing()
	assert.True(t, heard.foreign("postfix/qmgr[3]: 6AC02F1: removed"), "an earlier one, as ours has not been taken yet")
	assert.False(t, heard.foreign("postfix/pickup[5]: 31E4258: uid=0 from=<alice@sender.test>"))
	assert.True(t, heard.foreign("postfix/pickup[5]: 44E4258: uid=0 from=<alice@sender.test>"), "a later one")
	assert.False(t, heard.foreign("postfix/qmgr[3]: 31E4258: from=<alice@sender.test>, size=287, nrcpt=1 (queue active)"))
	assert.False(t, heard.foreign(sent))
	assert.True(t, heard.foreign("postfix/bounce[9]: 77E4258: sender delivery status notification"))
	assert.False(t, heard.foreign("postfix/smtp[7]: Verified TLS connection established to mx1.example.com[192.0.2.1]:25: TLSv1.3 with cipher x"))
	assert.False(t, heard.foreign("postfix/smtp[7]: warning: no MX host for example.com has a valid address record"))
}

func TestBody(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "7BIT", body([]byte("Subject: plain\r\n\r\nHello.\r\n")))
	assert.Equal(t, "8BITMIME", body([]byte("Subject: plain\r\n\r\nGrüße.\r\n")))
	assert.Equal(t, "8BITMIME", body([]byte("\r\nGr\xfc\xdfe.\r\n")), "not even UTF-8")
}
