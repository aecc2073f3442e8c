package explain

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/fakedns"
	"mtalab/sim/evidence"
)

func TestWhatASenderTellsOfItsWay(t *testing.T) {
	t.Parallel()
	named := evidence.NextHop{Address: netip.MustParseAddrPort("192.0.2.1:25"), Origins: []evidence.Origin{{Host: "mx1.example.com", Source: "MX"}}}
	given := evidence.NextHop{Address: netip.MustParseAddrPort("[2001:db8::1]:2525"), Origins: []evidence.Origin{{Source: "SMTP route"}}}
	for want, told := range map[string]fmt.Stringer{
		"example.com has no host to go to":                                evidence.Plan{Domain: "example.com"},
		"hosts, in this order: mx1.example.com (192.0.2.1), 2001:db8::1":  evidence.Plan{NextHops: []evidence.NextHop{named, given}},
		"mx1.example.com (192.0.2.1) is given up: it is silent  [ESA-61]": evidence.HostAttempt{NextHop: named, Reason: "it is silent", Cause: evidence.Cause{Rule: "ESA-61"}},
		"settled on mx1.example.com (192.0.2.1)":                          evidence.HostAttempt{NextHop: named, Fate: evidence.DeliveredEncrypted, Reason: "why not"},
		"2001:db8::1 does not take the message: RCPT is refused":          evidence.HostAttempt{NextHop: given, Fate: evidence.Bounced, Reason: "RCPT is refused"},
	} {
		assert.Equal(t, want, told.String())
	}
}

func TestReverseNamesAreThoseThatWereAnswered(t *testing.T) {
	t.Parallel()
	try := HostAttempt{Evidence: []any{
		evidence.Note{Text: "one.rev.not"},
		fakedns.Query{Name: "1.2.0.192.in-addr.arpa.", Type: "PTR", Answers: []fakedns.Record{
			{Type: "CNAME", Value: "1.0-127.2.0.192.in-addr.arpa."}, {Type: "PTR", Value: "one.rev.not."}, {Type: "PTR", Value: "two.rev.not."},
		}},
		fakedns.Query{Name: "one.rev.not.", Type: "A", Answers: []fakedns.Record{{Type: "A", Value: "192.0.2.1"}}},
		evidence.Validation{Problem: evidence.Expired},
	}}
	assert.Equal(t, []string{"one.rev.not", "two.rev.not"}, try.ReverseNames())
	validation, looked := try.Validation()
	assert.True(t, looked)
	assert.Equal(t, evidence.Expired, validation.Problem)
	_, looked = HostAttempt{}.Validation()
	assert.False(t, looked)
}

func TestWhatEndsWithoutAnotherAttemptBelongsToTheLatest(t *testing.T) {
	t.Parallel()
	plan := evidence.Plan{Recipients: []string{"a@example.com", "b@example.com"}}
	to := func(recipient string, fate evidence.Fate) evidence.Entry {
		return evidence.Entry{What: evidence.Outcome{Recipient: recipient, Fate: fate}}
	}
	told := Deliveries([]evidence.Entry{
		{What: plan}, to("a@example.com", evidence.Deferred), to("b@example.com", evidence.DeliveredVerified),
		{What: evidence.Plan{Recipients: []string{"a@example.com"}}}, to("a@example.com", evidence.Deferred),
		to("a@example.com", evidence.Bounced),
	})
	var fates []evidence.Fate
	for _, delivery := range told {
		for _, outcome := range delivery.Outcomes {
			fates = append(fates, outcome.Fate)
		}
	}
	assert.Equal(t, []evidence.Fate{evidence.Deferred, evidence.DeliveredVerified, evidence.Bounced}, fates)
}

func Example_verb() {
	fmt.Println(evidence.CommandReply{Command: "mail FROM:<alice@sender.test>"}.Verb())
	// Output: MAIL
}
