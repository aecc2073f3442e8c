package fakemta_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/fakemta"
)

func TestAddressesBeyondASCII(t *testing.T) {
	t.Parallel()
	type exchange struct{ line, reply string }
	const (
		mail, rcpt = "MAIL FROM:<a@b.test>", "RCPT TO:<c@mta.test>"
		far        = "RCPT TO:<用户@mta.test>"
		local      = "RCPT TO:<c@bücher.test>"
	)
	for name, test := range map[string]struct {
		offered bool
		dialog  []exchange
	}{
		"a recipient, not offered":          {false, []exchange{{mail, "250"}, {far, "553 5.6.7"}, {rcpt, "250"}}},
		"a domain, not offered":             {false, []exchange{{mail, "250"}, {local, "553 5.6.7"}}},
		"a sender, not offered":             {false, []exchange{{"MAIL FROM:<用户@b.test>", "550 5.6.7"}, {mail, "250"}}},
		"the parameter, not offered":        {false, []exchange{{mail + " SMTPUTF8", "555 5.5.4"}, {mail, "250"}}},
		"a recipient, offered and declared": {true, []exchange{{mail + " SMTPUTF8", "250"}, {far, "250"}, {local, "250"}}},
		"a sender, offered and declared":    {true, []exchange{{"MAIL FROM:<用户@b.test> SMTPUTF8", "250"}, {rcpt, "250"}}},
		"a recipient, not declared":         {true, []exchange{{mail, "250"}, {far, "553 5.6.7"}}},
		"a sender, not declared":            {true, []exchange{{"MAIL FROM:<用户@b.test>", "550 5.6.7"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := able(t, &fakemta.Server{Behaviour: fakemta.Behaviour{SMTPUTF8: test.offered}})
			address := start(t, s)
			for _, c := range []*client{connect(t, address), secure(t, address)} {
				offers := assert.NotContains
				if test.offered {
					offers = assert.Contains
				}
				offers(t, c.ask("EHLO a"), "SMTPUTF8")
				for _, e := range test.dialog {
					assert.Equal(t, e.reply, c.ask(e.line)[:len(e.reply)], e.line)
				}
			}
		})
	}
}
