package steps_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
)

// Phrases on the MTA at 192.0.2.1.
const (
	mta1    = "Given the MTA at 192.0.2.1 "
	located = "Given the sender is at 198.51.100.7\n"
	byName  = "Given the sender calls itself relay.test\n" + mta1 + "treats clients that say EHLO relay.test differently\n"
	asks    = mta1 + "asks for a client certificate\n"
	byCert  = asks + mta1 + "treats clients with a trusted certificate differently\n"
)

func TestWhatCannotBeSaidOfSomeClientsIsSaidAtTheStep(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ sentence, steps, problem string }{
		{"no MTA", "Given the MTA at 192.0.2.9 treats clients from 198.51.100.7 differently\n", "there is no MTA at 192.0.2.9"},
		{"an address behind which there are others", located + mta1 + "treats clients from 198.51.100.7/24 differently\n", "198.51.100.7/24 is no network: want 198.51.100.0/24, or an address alone"},
		{"no network", located + mta1 + "treats clients from 198.51.100.0/33 differently\n", "198.51.100.0/33 is no network"},
		{"the other family", mta1 + "treats clients from 2001:db8::/32 differently\n", "no client from 2001:db8::/32 can reach 192.0.2.1"},
		{"a network twice", located + mta1 + "treats clients from 198.51.100.0/24 differently\n" + mta1 + "treats clients from 198.51.100.0/24 differently\n", "differently already"},
		{"a name twice", byName + mta1 + "treats clients that say EHLO RELAY.test. differently\n", "differently already"},
		{"nobody knows where the sender is", mta1 + "treats clients from 192.0.2.0/24 differently\n", "it is not said where the sender is"},
		{"nobody knows what the sender says", mta1 + "treats clients that say EHLO sender.test differently\n", "it is not said what the sender says in EHLO"},
		{"a certificate that nobody asks for", mta1 + "treats clients with a trusted certificate differently\n", "asks no client for a certificate"},
		{"changes behind clients", located + mta1 + "treats clients from 198.51.100.7 differently\n" + mta1 + "changes with its second connection\n", "holds on every connection"},
		{"a greeting by name", byName + mta1 + "greets with \"554 no\"\n", "it comes before the MTA at 192.0.2.1 knows that it speaks with one"},
		{"a certificate by name", byName + "Given the certificate at 192.0.2.1 is expired\n", "it comes before"},
		{"another certificate by name", byName + "Given the certificate at 192.0.2.1 has instead\n| DNS | a.test |\n", "it comes before"},
		{"a certificate by server name and by name", byName + mta1 + "shows to clients that ask for a.test a certificate that has\n| DNS | a.test |\n", "it comes before"},
		{"a refusal of connections by name", byName + mta1 + "refuses connections\n", "it comes before"},
		{"a reset by name", byName + "Given connections to 192.0.2.1 are reset\n", "it comes before"},
		{"an attacker by name", byName + "Given an attacker in front of 192.0.2.1 who strips STARTTLS\n", "it comes before"},
		{"the reply to EHLO before TLS by certificate", byCert + mta1 + "answers EHLO with \"554 no\"\n", "it comes before"},
		{"what is offered before TLS by certificate", byCert + mta1 + "does not offer STARTTLS\n", "it comes before"},
		{"a version of TLS by certificate", byCert + mta1 + "speaks TLS 1.2 only\n", "it comes before"},
		{"a demand for certificates by certificate", byCert + mta1 + "insists on a client certificate\n", "it comes before"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps+sent+verified)
			require.Equal(t, result.Broken, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.Contains(t, ended.Problem.Text, test.problem)
			assert.NotContains(t, ended.Problem.Step, "a message is sent", "the place is that of the step")
		})
	}
}

func TestWhatIsSaidOfSomeClientsHoldsForThemAlone(t *testing.T) {
	t.Parallel()
	const refuses = "answers MAIL inside TLS with \"550 no\"\n"
	trusted := "Given the sender has a client certificate\n"
	for _, test := range []struct{ sentence, steps, want string }{
		{"a network", located + mta1 + "treats clients from 198.51.100.0/24 differently\n" + mta1 + refuses, "bounced"},
		{"another network", located + mta1 + "treats clients from 198.51.101.0/24 differently\n" + mta1 + refuses, "delivered verified"},
		{"of all others", located + mta1 + refuses + mta1 + "treats clients from 198.51.100.0/24 differently\n", "delivered verified"},
		{"by an address record of the sender's name", "Given these DNS records:\n| relay.test | A | 198.51.100.7 |\nAnd the sender calls itself relay.test\n" +
			mta1 + "treats clients from 198.51.100.7 differently\n" + mta1 + refuses, "bounced"},
		{"a name", byName + mta1 + refuses, "bounced"},
		{"another name", "Given the sender calls itself other.test\n" + mta1 + "treats clients that say EHLO relay.test differently\n" + mta1 + refuses, "delivered verified"},
		{"a name, what follows EHLO before TLS", byName + mta1 + "answers STARTTLS with \"454 no\"\n", "deferred"},
		{"a name from some network", located + mta1 + "treats clients from 198.51.100.7 differently\n" + byName + mta1 + refuses, "bounced"},
		{"a name from another network", located + mta1 + "treats clients from 203.0.113.7 differently\n" + byName + mta1 + refuses, "delivered verified"},
		{"a name on a later connection", mta1 + "changes with its second connection\n" + byName + mta1 + refuses, "delivered verified"},
		{"no certificate", asks + mta1 + "treats clients without a certificate differently\n" + mta1 + refuses, "bounced"},
		{"a trusted one", trusted + byCert + mta1 + refuses, "bounced"},
		{"of those with none", byCert + mta1 + refuses, "delivered verified"},
		{"an untrusted one", trusted + "Given the client certificate of the sender is expired\n" + asks + mta1 + "treats clients with an untrusted certificate differently\n" + mta1 + refuses, "bounced"},
		{"one of a name", trusted + asks + mta1 + "treats clients with a trusted certificate for sender.test differently\n" + mta1 + refuses, "bounced"},
		{"one of another name", trusted + asks + mta1 + "treats clients with a trusted certificate for other.test differently\n" + mta1 + refuses, "delivered verified"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps+sent+"Then the message is "+test.want+"\n")
			assert.Equal(t, result.Passed, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
		})
	}
}
