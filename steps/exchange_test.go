package steps_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/exchange"
	"mtalab/sim/senders/faulty"
)

const partners = `
    Given these DNS records:
      | woodgrove.not      | MX | 10 mail.woodgrove.not |
      | mail.woodgrove.not | A  | 192.0.2.1             |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | woodgrove.not |
    And the MTA at 192.0.2.1 asks for a client certificate
`

const (
	isExchange = "Given the sender is Exchange\n"
	lists      = "Given TLSSendDomainSecureList has woodgrove.not\n"
	shows      = "Given the sender has a client certificate that has\n| DNS | contoso.not |\n"
	listed     = "Given TLSReceiveDomainSecureList at 192.0.2.1 has contoso.not\n"
	contoso    = "When a message is sent from alice@contoso.not to bob@woodgrove.not\n"
	asVerified = "Then the message is delivered verified\n"
	anyFate    = "Then the message is delivered encrypted\n"
	configured = "When the sender is configured\n"
	wildcard   = "Given TLSSendDomainSecureList has *.not\n"
)

// between runs a scenario of the two partners.
func between(t *testing.T, options suite.Options, text string) result.Scenario {
	t.Helper()
	options.Network = func() network.Network { return &network.Memory{} }
	options.Files = fstest.MapFS{"one.feature": {Data: []byte("Feature: Partners\n  Scenario: One\n" + text)}}
	record, err := suite.Run(context.Background(), options)
	require.NoError(t, err)
	require.Len(t, record.Scenarios, 1)
	return record.Scenarios[0]
}

func TestWhatIsSaidOfExchangeCanFail(t *testing.T) {
	t.Parallel()
	log := func(lines string) string {
		return "Given the MTA at 192.0.2.1 speaks as in this log:\n\"\"\"\n" + lines + "\n\"\"\"\n"
	}
	session := func(lines string) string {
		return "Then the session with 192.0.2.1 begins with:\n\"\"\"\n" + lines + "\n\"\"\"\n"
	}
	for sentence, test := range map[string]struct {
		steps   string
		want    result.Status
		problem string
	}{
		"a message that is marked":                {isExchange + lists + shows + listed + contoso + asVerified + "And the message is marked as secure\n", result.Passed, ""},
		"one that is, and should not be":          {isExchange + lists + shows + listed + contoso + asVerified + "And the message is not marked as secure\n", result.Failed, "marked as secure"},
		"one that is not, and should be":          {isExchange + lists + shows + contoso + asVerified + "And the message is marked as secure\n", result.Failed, "accepted"},
		"nothing that could be marked":            {isExchange + lists + listed + contoso + "Then the message is deferred\nAnd the message is not marked as secure\n", result.Failed, "nobody could mark it"},
		"nothing that was sent":                   {isExchange + configured + "Then the message is not marked as secure\n", result.Broken, "no message was sent"},
		"a configuration that is refused":         {isExchange + wildcard + configured + "Then the configuration is refused and the error says \"wildcard\"\n", result.Passed, ""},
		"one that is refused for another reason":  {isExchange + wildcard + configured + "Then the configuration is refused and the error says \"smart host\"\n", result.Failed, "without a wildcard"},
		"one that is taken":                       {isExchange + lists + configured + "Then the configuration is refused and the error says \"wildcard\"\n", result.Failed, "takes its configuration"},
		"one that is refused, and nobody says so": {isExchange + wildcard + configured + anyFate, result.Broken, "no message was sent"},
		"one that is refused before a message":    {isExchange + wildcard + contoso + anyFate, result.Broken, "without a wildcard"},
		"one that is refused, and then a message": {isExchange + wildcard + configured + contoso + anyFate, result.Broken, "without a wildcard"},
		"a configuration and nothing about it":    {isExchange + lists + configured, result.Broken, "never says"},
		"the flaw of a certificate that is none":  {isExchange + "Given the client certificate of the sender is expired\n" + contoso + anyFate, result.Broken, "has no client certificate"},
		"an unknown flaw of it":                   {isExchange + shows + "Given the client certificate of the sender is blue\n" + contoso + anyFate, result.Broken, `unknown flaw "blue"`},
		"an unknown Windows":                      {isExchange + "Given the MTA at 192.0.2.1 speaks TLS as Windows Server 2016\n" + contoso + anyFate, result.Broken, "want 2003 or 2008"},
		"an unknown cipher suite":                 {isExchange + "Given the MTA at 192.0.2.1 names the cipher suite TLS_X in its ServerHello\n" + contoso + anyFate, result.Broken, `unknown cipher suite "TLS_X": want one of SSL_CK_`},
		"another cipher suite":                    {isExchange + contoso + anyFate + "And the cipher suite TLS_RSA_WITH_RC4_128_SHA is spoken\n", result.Failed, "is spoken, and not TLS_RSA_WITH_RC4_128_SHA"},
		"a line of a log that nobody says":        {log("S: 220 hi\nX: huh"), result.Broken, `the line "X: huh" of the log: want S: or C:`},
		"a command that stands in a log twice":    {log("S: 220 hi\nC: EHLO a\nS: 250 a\nC: EHLO b\nS: 250 b"), result.Broken, "EHLO stands in the log twice"},
		"a session that is as the log says":       {isExchange + log("S: 220 hi") + contoso + anyFate + session("S: 220 hi\nC: EHLO sender.test"), result.Passed, ""},
		"a session that is not":                   {isExchange + contoso + anyFate + session("S: 220 hi"), result.Failed, "line 1 of the session is not"},
		"a session that is shorter than that":     {isExchange + "Given the MTA at 192.0.2.1 greets with \"421 no\"\n" + contoso + "Then the message is deferred\n" + session("S: 421 no\nC: QUIT"), result.Failed, "line 2 of the session is not"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ran := between(t, suite.Options{Sender: esa.Sender{}}, partners+test.steps)
			assert.Equal(t, test.want, ran.Status, "%v\n%s", ran.Problem, ran.Story)
			if test.problem != "" && assert.NotNil(t, ran.Problem) {
				assert.Contains(t, ran.Problem.Text, test.problem)
			}
		})
	}
}

func TestWhoStandsInForWhom(t *testing.T) {
	t.Parallel()
	const optionOfExchange, optionOfESA = "Given the option \"legacy_tls\" is \"on\"\n", "Given the option \"hosted_mx\" is \"all\"\n"
	preferred := "Given the TLS setting for woodgrove.not is \"Preferred\"\n"
	for sentence, test := range map[string]struct {
		sender  sim.Sender
		steps   string
		want    result.Status
		problem string
	}{
		"Exchange for the ESA":                         {esa.Sender{}, isExchange, result.Passed, ""},
		"the ESA for Exchange":                         {exchange.Sender{}, "Given the sender is ESA\n" + preferred, result.Passed, ""},
		"nobody for Exchange itself":                   {exchange.Sender{}, isExchange, result.Passed, ""},
		"nobody for a sender that is no model":         {faulty.Senders()[0], isExchange, result.NotSupported, "the scenario is about Exchange"},
		"nobody for the ESA with a mistake":            {faulty.Senders()[0], "Given the sender is ESA\n" + preferred, result.Passed, ""},
		"nobody by a name that nobody has":             {esa.Sender{}, "Given the sender is Exchnage\n", result.Broken, `nobody is called "Exchnage": want one of esa, exchange`},
		"nobody after the policy":                      {esa.Sender{}, optionOfESA + isExchange, result.Broken, "there is a policy already"},
		"an option of the other model":                 {exchange.Sender{}, optionOfESA + preferred, result.NotSupported, `unknown option "hosted_mx"`},
		"an option that the model named does not have": {esa.Sender{}, isExchange + optionOfESA, result.Broken, `unknown option "hosted_mx"`},
		"an option that the model named has":           {esa.Sender{}, isExchange + optionOfExchange, result.Passed, ""},
		"Domain Security under the ESA":                {esa.Sender{}, preferred + lists, result.NotSupported, "the ESA has no setting"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ran := between(t, suite.Options{Sender: test.sender}, partners+test.steps+contoso+anyFate)
			assert.Equal(t, test.want, ran.Status, "%v\n%s", ran.Problem, ran.Story)
			if test.problem != "" && assert.NotNil(t, ran.Problem) {
				assert.Contains(t, ran.Problem.Text, test.problem)
			}
		})
	}
}

func TestWhatIsSaidOfExchangeAsAReceiverCanFail(t *testing.T) {
	t.Parallel()
	const is, hello = "Given the receiver is Exchange\n", "When a client connects\nAnd the client says \"EHLO a\"\n"
	for sentence, test := range map[string]struct {
		receiver sim.Receiver
		steps    string
		want     result.Status
		problem  string
	}{
		"nobody stands in for a program":        {esa.FaultyReceivers()[0], is + hello + "Then STARTTLS is offered before TLS\n", result.NotSupported, "the scenario is about Exchange"},
		"nobody listens":                        {nil, is + hello + "Then STARTTLS is offered before TLS\n", result.NotSupported, "the scenario is about Exchange"},
		"a list that is another":                {esa.Receiver{}, is + hello + "Then the receiver offers \"SIZE\" before TLS\n", result.Failed, "before TLS the receiver offers \"SIZE, PIPELINING"},
		"a list that was never shown":           {esa.Receiver{}, is + hello + "Then the receiver offers \"SIZE\" inside TLS\n", result.Failed, "no answer to EHLO inside TLS"},
		"an answer that is another":             {esa.Receiver{}, is + hello + "Then the latest answer is 5xx\n", result.Failed, "and not 5xx"},
		"an answer with another status":         {esa.Receiver{}, is + hello + "When the client says \"RSET\"\nThen the latest answer is 250 2.1.5\n", result.Failed, "and not 250 2.1.5"},
		"nobody may authenticate without users": {esa.Receiver{}, is + hello + "When the client starts TLS\nAnd the client says \"EHLO a\"\nAnd the client says \"AUTH PLAIN AGFubgBhIGxvbmcgcGFzc3dvcmQ=\"\nThen the latest answer is 535\n", result.Passed, ""},
		"a policy of the ESA":                   {esa.Receiver{}, is + "Given the listener's policy is \"Required\"\n" + hello + "Then STARTTLS is offered before TLS\n", result.NotSupported, "no mail flow policies"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ran := between(t, suite.Options{Sender: esa.Sender{}, Receiver: test.receiver}, test.steps)
			assert.Equal(t, test.want, ran.Status, "%v\n%s", ran.Problem, ran.Story)
			if test.problem != "" && assert.NotNil(t, ran.Problem) {
				assert.Contains(t, ran.Problem.Text, test.problem)
			}
		})
	}
}
