package steps_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/outbound"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/network"
	"mtalab/sim/receivers"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/rfc"
	"mtalab/steps"
)

// falseWorld is a world in which the last step of a scenario is not so, by little where that can be.
type falseWorld struct {
	mta   any    // a sim.Sender or a sim.Receiver; nil: the ESA
	steps string // of which a sender's are said in the world of twoExchangers, or of two partners
	claim string // the last step, with what stands below it
}

const (
	toTwo  = "When a message is sent to u@example.com, v@example.com\n"
	noSuch = "Given the MTA at 192.0.2.1 answers RCPT for v@example.com with \"550 5.1.1 Nobody\"\n"
	parted = noSuch + toTwo + "Then the message to u@example.com is delivered verified\nAnd the message to v@example.com is bounced\n"
	good   = sent + verified
	twice  = sent + sent + verified
	crl    = "Given these DNS records:\n| crl.not | A | 192.0.2.80 |\nAnd a web server at 192.0.2.80 with the CRL \"http://crl.not/a.crl\"\nAnd the certificate at 192.0.2.1 names the CRL \"http://crl.not/a.crl\"\n"
	alerts = "Given the option \"alerts\" is \"on\"\n" + firstDown + sent + "Then the message is deferred\n"
	pinned = "Given the answers for example.com are secure\nAnd the TLS setting for example.com is \"Required\"\nAnd DANE for example.com is \"opportunistic\"\nAnd mx1.example.com has a TLSA record for the certificate at 192.0.2.1\n"
	mutual = partners + isExchange + lists + shows
	client = "When a client connects\nAnd the client says \"EHLO client.test\"\n"
	offers = "Given the listener's policy is \"Preferred\"\n" + client
)

// falseWorlds has for every Then at least one world in which it is not so; where a Then speaks of several things one of
// them is the last alone, and where it compares texts they differ in one letter or digit.
var falseWorlds = []falseWorld{
	{nil, good, "the questions are:\n" + allMX},
	{nil, good, "the questions are:\n" + allMX + "| 192.0.2.1 | PTR |\n| mx1.example.com | AAAA |"},
	{nil, good, "the MX record of example.com is asked for twice"},
	{nil, good, "the MX record of example.com is asked for over TCP"},
	{nil, good, "the MX record of example.com is asked for after the comparison with example.com"},
	{nil, good, "no PTR record of 192.0.2.1 is asked for"},
	{nil, good, "no reverse question is asked"},
	{nil, good, "the name server is never asked"},
	{nil, good, "192.0.2.1 is never contacted"},
	{nil, good, "192.0.2.1 is contacted twice"},
	{nil, twice, "192.0.2.1 is contacted 3 times"},
	{nil, good, "each of 192.0.2.1, 192.0.2.2 takes between 1 % and 100 % of the messages"},

	{nil, "Given the certificate at 192.0.2.1 is not yet valid\n" + sent + "Then the message is deferred\n", "the certificate is rejected as expired"},
	{nil, good, "the certificate is not checked"},
	{esa.Sender{Faults: outbound.Faults{TrustsResumed: true}}, twice, "no TLS session is resumed"},
	{nil, "Given the TLS setting for example.com is \"Required\"\n" + crl + sent + "Then the message is delivered encrypted\n", "the CRL \"http://crl.not/a.crl\" is fetched"},
	{nil, "Given the TLS setting for example.com is \"Required\"\n" + crl + sent + "Then the message is delivered encrypted\n", "the CRL \"http://crl.not/a.crl\" is asked for"},
	{nil, crl + good, "no CRL is fetched"},

	{nil, partners + isExchange + wildcard + configured, "the configuration is refused and the error says \"Wildcard\""},
	{nil, mutual + contoso + asVerified, "the message is marked as secure"},
	{nil, mutual + listed + contoso + asVerified, "the message is not marked as secure"},
	{nil, good, "the cipher suite TLS_AES_256_GCM_SHA384 is spoken"},
	{nil, good, "the session with 192.0.2.1 begins with:\n\"\"\"\nS: 220 mx1.example.com ESMTP Service Ready\nC: EHLO sender.test.\n\"\"\""},

	{nil, firstDown + "When tlsverify is run for example.com\n", "tlsverify succeeds"},
	{nil, "When tlsverify is run for example.com\n", "tlsverify fails"},

	{nil, good, "the message arrives twice"},
	{meddler{drop: "Subject"}, good, "the message arrives as it was sent"},
	{meddler{add: "\r\n"}, good, "the message arrives as it was sent"},
	{nil, good, "the text that arrives at 192.0.2.1 is:\n\"\"\"\nThis is a message of MTAlab.\n\"\"\""},
	{nil, good, "the text that arrives at 192.0.2.1 is:\n\"\"\"\nThis is a message of mtalab.\n\n\"\"\""},
	{nil, good, "nothing of the message is sent"},
	{nil, good, "no text of a message is sent"},
	{nil, toTwo + toTwo + verified, "the second session with 192.0.2.1 names u@example.com alone"},
	{nil, good, "the second session with 192.0.2.1 names u@example.com alone"},
	{nil, parted, "192.0.2.1 refuses RCPT with \"550 5.1.2\""},
	{nil, parted, "192.0.2.1 refuses MAIL with \"550 5.1.1\""},
	{nil, "Given the MTA at 192.0.2.1 answers the TLS handshake with the alert 40\n" + sent + "Then the message is deferred\n", "192.0.2.1 refuses TLS: \"Handshake failure\""},
	{nil, good, "192.0.2.1 refuses TLS: \"handshake failure\""},
	{nil, parted, "192.0.2.1 refuses nothing"},
	{nil, good, "the message is delivered verified by DANE"},
	{rfc.Sender{}, pinned + sent + "Then the message is delivered verified by DANE\n", "the message is not delivered verified by DANE"},

	{nil, "Given the MTA at 192.0.2.1 changes with its second connection\nAnd the MTA at 192.0.2.1 refuses connections\nWhen 2 messages are sent to u#@example.com\n", "all 2 messages are delivered verified"},
	{nil, "Given the MTA at 192.0.2.1 changes with its second connection\nAnd the MTA at 192.0.2.1 refuses connections\nWhen 2 messages are sent to u#@example.com\n", "all 2 messages are delivered verified or bounced"},
	{nil, sent, "the message is delivered encrypted"},
	{nil, noSuch + toTwo, "the message is delivered verified"},
	{nil, noSuch + toTwo, "the message is delivered verified or deferred"},
	{nil, sent, "the message is delivered verified via mx2.example.com"},
	{nil, noSuch + toTwo + "Then the message to u@example.com is delivered verified\n", "the message to v@example.com is delivered verified"},
	{nil, noSuch + toTwo + "Then the message to u@example.com is delivered verified\n", "the message to v@example.com is delivered verified or deferred"},
	{nil, toTwo + "Then the message to u@example.com is delivered verified via mx1.example.com\n", "the message to v@example.com is delivered verified via mx2.example.com"},
	{nil, good, "ESA-44 is cited"},
	{nil, good, "ESA-4 is cited"},
	{nil, firstDown + sent + "Then the message is deferred\n", "the reason says \"starttls is not offered\""},
	{nil, good, "the rule is ESA-41"},
	{nil, parted, "the rule is ESA-43"},
	{nil, good, "the server name MX1.example.com is sent or none is"},
	{rude{"?", "EHLO a\r\n", "?", "QUIT\r\n", "?"}, sent + "Then the message is deferred\n", "the extension SIZE is used or not"},

	{nil, good, "the administrators are alerted"},
	{nil, alerts, "the administrators are alerted twice"},
	{nil, alerts, "the alerts name example.co"},
	{nil, alerts, "the alerts name example.com, example.org"},
	{nil, alerts, "no alert is given"},
	{nil, good, "the comparisons are:\n| CN | mx1.example.com | example.com | recipient domain | no |\n| CN | mx1.example.com | mx1.example.com | PTR | no |"},
	{nil, good, "the certificate matches by CN~MX"},
	{nil, good, "no name of the certificate matches"},
	{nil, good, "the names of the certificate are not compared"},

	{backward, sent + "Then the message is deferred\n", "nothing is said in plaintext after STARTTLS"},
	{hasty, sent + "Then the message is deferred\n", "nothing is pipelined behind STARTTLS"},
	{nil, good, "STARTTLS is never sent"},
	{nil, good, "STARTTLS is sent twice"},
	{nil, good, "no TLS session is begun"},
	{nil, good, "TLS 1.2 is spoken"},
	{nil, good, "the server name mx1.Example.com is sent"},
	{nil, good, "the server name mx1.example.com. is sent"},
	{nil, good, "no server name is sent"},
	{eager, sent + "Then the message is deferred\n", "the first words inside TLS are EHLO"},
	{nil, good, "no mail command is sent"},
	{openly, sent + "Then the message is deferred\n", "no mail command is sent in the clear"},
	{nil, good, "the sender says QUIT and sends no mail"},
	{nil, good, "the extension SMTPUTF8 is used"},
	{nil, good, "the extension SIZE is not used"},
	{nil, good, "nothing that was injected is believed"},
	{nil, good, "no QUIT is sent"},
	{eager, sent + "Then the message is deferred\n", "every session ends with QUIT"},
	{nil, good, "every EHLO names Sender.test"},
	{nil, good, "every EHLO names sender.test."},
	{rude(slices.Concat(rude{"?", "EHLO a\r\n", "?"}, aMail, aMail)), sent + "Then the message is deferred\n", "no session carries more than one message"},
	{nil, twice, "a session with 192.0.2.1 carries 2 messages"},

	{nil, client, "EHLO is answered with 251"},
	{nil, client + "And the client says \"RCPT TO:<b@receiver.test>\"\n", "RCPT is answered with 550"},
	{nil, client + "And the client says \"RCPT TO:<b@receiver.test>\"\n", "RCPT is answered with 503 5.5.2"},
	{nil, client, "STARTTLS is offered before TLS"},
	{nil, offers, "STARTTLS is not offered before TLS"},
	{nil, offers + "And the client sends a message from ann@client.test to bob@receiver.test\n", "the message is accepted inside TLS"},
	{nil, offers + "And the client sends a message from ann@client.test to bob@receiver.test\n", "the message is not accepted"},
	{nil, offers, "the TLS handshake succeeds"},
	{nil, offers + "And the client starts TLS\n", "the TLS handshake fails"},
	{nil, "Given the listener verifies client certificates\n" + offers + "And the client starts TLS with a certificate that is expired\n", "the TLS handshake fails: \"unknown certificate authority\""},
	{listener("executes-injected"), offers + "And the client sends \"STARTTLS\\nNOOP\\n\" in one segment\nAnd the client begins the TLS handshake\nAnd the client quits\n", "nothing sent behind STARTTLS is executed"},
	{listener("enforces-server-names"), offers + "And the client starts TLS\nWhen a client connects\nAnd the client says \"EHLO client.test\"\nAnd the client starts TLS with the server name other.test\n", "every client is shown the same certificate"},
	{nil, offers + "And the client quits\n", "the receiver closes the connection"},
	{nil, offers + "And the client sends a message from ann@client.test to bob@receiver.test\n", "the Received header records the TLS session"},
	{nil, offers, "a warning cites R3207-3"},
	{nil, offers, "the receiver offers \"PIPELINING\" before TLS"},
	{nil, client, "the latest answer is 251"},
	{nil, offers + "And the client starts TLS\n", "the TLS session is resumed"},
	{nil, offers + "And the client starts TLS\nAnd the client says \"EHLO client.test\"\nWhen a client connects\nAnd the client says \"EHLO client.test\"\nAnd the client starts TLS with the ticket of an earlier session\n", "the TLS session is not resumed"},
}

// aMail is a transaction.
var aMail = rude{"MAIL FROM:<alice@sender.test>\r\n", "?", "RCPT TO:<u@example.com>\r\n", "?", "DATA\r\n", "?", "Subject: a\r\n\r\n.\r\n", "?"}

// TestEveryThenCanFail walks the vocabulary: in each false world the scenario fails at its last step, and there is one for
// each Then.
func TestEveryThenCanFail(t *testing.T) {
	t.Parallel()
	without := map[string]bool{}
	for _, topic := range steps.Vocabulary() {
		for _, phrase := range topic.Phrases {
			if phrase.Keyword == "Then" {
				without[phrase.Text] = true
			}
		}
	}
	for _, world := range falseWorlds {
		claim, _, _ := strings.Cut(world.claim, "\n")
		for phrase := range without {
			if _, says := (steps.Phrase{Text: phrase}).Values(claim); says {
				delete(without, phrase)
			}
		}
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			ended := world.run(t)
			require.Equal(t, result.Failed, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.Equal(t, claim, ended.Problem.Step, "%+v\n%s", ended.Problem, ended.Story)
		})
	}
	for phrase := range without {
		assert.Fail(t, "no world is false", "%q: want a world in falseWorlds in which it is not so", phrase)
	}
}

// listener is the ESA's with a mistake.
func listener(mistake string) sim.Receiver {
	for _, receiver := range esa.FaultyReceivers() {
		if strings.HasSuffix(receiver.Name(), mistake) {
			return receiver
		}
	}
	panic("no receiver makes the mistake " + mistake)
}

func (w falseWorld) run(t *testing.T) result.Scenario {
	t.Helper()
	text := twoExchangers
	if strings.HasPrefix(w.steps, partners) || strings.Contains(w.steps, client) {
		text = "Feature: One\n  Scenario: One\n"
	}
	options := suite.Options{Sender: esa.Sender{}, Receiver: receivers.Models()[0], Network: func() network.Network { return &network.Memory{} }}
	switch mta := w.mta.(type) {
	case sim.Sender:
		options.Sender = mta
	case sim.Receiver:
		options.Receiver = mta
	}
	options.Files = fstest.MapFS{"one.feature": {Data: []byte(text + w.steps + "Then " + w.claim + "\n")}}
	record, err := suite.Run(t.Context(), options)
	require.NoError(t, err)
	require.Len(t, record.Scenarios, 1)
	return record.Scenarios[0]
}
