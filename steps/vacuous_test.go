package steps_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/receivers"
	"mtalab/sim/senders/esa"
)

// TestAThenAboutNothingIsBroken: what would hold whatever the sender did says nothing about it.
func TestAThenAboutNothingIsBroken(t *testing.T) {
	t.Parallel()
	said := sent + verified
	for sentence, test := range map[string]struct{ steps, problem string }{
		"an address that is nowhere":           {said + "And no PTR record of 192.0.2.99 is asked for\n", "192.0.2.99 is nowhere in this world"},
		"a host that is nowhere":               {said + "And no A record of mx9.example.com is asked for\n", "mx9.example.com is nowhere in this world"},
		"a host that is nowhere, positively":   {said + "And the A record of mx9.example.com is asked for once\n", "mx9.example.com is nowhere in this world"},
		"a host that is nowhere took the mail": {sent + "Then the message is delivered verified via mx9.example.com\n", "mx9.example.com is nowhere in this world"},
		"a type that is none":                  {said + "And no MXX record of example.com is asked for\n", `unknown type "MXX" of DNS record`},
		"the parts of nobody":                  {said + "And each of - takes between 10 % and 90 % of the messages\n", "want one or more addresses"},
		"bounds in the wrong order":            {said + "And each of 192.0.2.1 takes between 90 % and 10 % of the messages\n", "want the smaller number first"},
		"more than all of the messages":        {said + "And each of 192.0.2.1 takes between 10 % and 101 % of the messages\n", "percent 101: want a number from 0 to 100"},
		"no word of a reason":                  {said + "And the reason says \"\"\n", "nothing stands in the quotes"},
		"no line of a session":                 {said + "And the session with 192.0.2.1 begins with:\n\"\"\"\n\"\"\"\n", "the text below it is empty"},
		"a cipher suite that is none":          {said + "And the cipher suite TLS_X is spoken\n", `unknown cipher suite "TLS_X"`},
		"plaintext after a refused STARTTLS": {"Given the MTA at 192.0.2.1 answers STARTTLS with \"454 no\"\nAnd the MTA at 192.0.2.2 refuses connections\n" + sent +
			"Then the message is deferred\nAnd nothing is said in plaintext after STARTTLS\n", "no server agreed to STARTTLS with 220"},
		"plaintext after a STARTTLS that is not offered": {"Given the MTA at 192.0.2.1 does not offer STARTTLS\n" + sent +
			"Then the message is deferred\nAnd nothing is said in plaintext after STARTTLS\n", "no server offered STARTTLS"},
		"one recipient of two":          {"When a message is sent to u@example.com, v@example.com\nThen the message to u@example.com is delivered verified\n", "never says what became of the message for v@example.com"},
		"the listener in a sender's":    {"Given the listener's policy is \"Required\"\n" + said, "what was said of the listener has no effect"},
		"a Given after a When":          {said + "Given the MTA at 192.0.2.1 refuses connections\n", "a Given after a When comes too late"},
		"an MTA after a When":           {sent + "Given an MTA at 192.0.2.7 without STARTTLS\n" + verified, "a Given after a When comes too late"},
		"segments of a handshake":       {"Given the MTA at 192.0.2.1 answers the TLS handshake in segments of 9 bytes\n" + said, "is not cut into segments"},
		"a verb that is none":           {"Given the MTA at 192.0.2.1 answers RCTP with \"550 no\"\n" + said, "no command of SMTP is RCTP"},
		"a keyword that nobody has":     {"Given an attacker in front of 192.0.2.1 who strips STARTLS\n" + said, "no extension of SMTP is STARTLS"},
		"a deviation that says nothing": {"Given the MTA at 192.0.2.1 answers RCPT with \"\"\n" + said, "nothing stands in the quotes"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps)
			require.Equal(t, result.Broken, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.Contains(t, ended.Problem.Text, test.problem)
		})
	}
}

func TestAThenAboutWhatTheWorldHasIsNot(t *testing.T) {
	t.Parallel()
	for sentence, steps := range map[string]string{
		"a policy below a domain that is there": "Then the message is delivered verified\nAnd no TXT record of _mta-sts.example.com is asked for\nAnd no A record of mta-sts.example.com is asked for",
		"a TLSA record of a host":               "Then the message is delivered verified\nAnd no TXT record of _25._tcp.mx1.example.com is asked for",
		"the domain in other letters":           "Then the message is delivered verified\nAnd the MX record of EXAMPLE.com. is asked for once",
		"an address":                            "Then the message is delivered verified via 192.0.2.1",
		"a pair as a story tells it":            "Then the message is delivered verified\nAnd the certificate matches by CN~PTR",
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, sent+steps+"\n")
			assert.Equal(t, result.Passed, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
		})
	}
}

func TestContradictionsAreRefused(t *testing.T) {
	t.Parallel()
	mta := "Given the MTA at 192.0.2.1 "
	for sentence, test := range map[string]struct{ steps, problem string }{
		"two versions of TLS":           {mta + "speaks TLS 1.2 only\n" + mta + "speaks TLS as Windows Server 2008\n", `this contradicts "the MTA at 192.0.2.1 speaks TLS 1.2 only", which says the versions of TLS of the MTA at 192.0.2.1`},
		"a version and a cipher suite":  {mta + "offers the cipher suite TLS_RSA_WITH_RC4_128_SHA only\n" + mta + "speaks TLS 1.0 only\n", "this contradicts"},
		"two replies to one command":    {mta + "answers RCPT with \"550 a\"\n" + mta + "answers RCPT with \"451 b\"\n", "this contradicts"},
		"a reply and none":              {mta + "answers RCPT with \"550 a\"\n" + mta + "closes the connection in place of answering RCPT\n", "this contradicts"},
		"two lists of extensions":       {mta + "offers \"SIZE\" before TLS\n" + mta + "does not offer STARTTLS\n", "this contradicts"},
		"two MTAs at one address":       {mta + "listens on port 2525\nAnd an MTA at 192.0.2.1 without STARTTLS\nAnd the MTA at 192.0.2.1 does not offer STARTTLS\n", "there are 2 MTAs at 192.0.2.1"},
		"one list of two issuers":       {"Given a web server at 192.0.2.80 with the CRL \"http://c.not/c\"\nAnd an MTA at 192.0.2.4 whose certificate has\n| DNS | a.not |\nAnd the certificate at 192.0.2.4 is issued below an unknown root\nAnd the certificate at 192.0.2.4 names the CRL \"http://c.not/c\"\nAnd the certificate at 192.0.2.1 names the CRL \"http://c.not/c\"\n", "they have different issuers"},
		"the same again is none":        {mta + "speaks TLS 1.2 only\n" + mta + "speaks TLS 1.2 only\n", ""},
		"nor is it of later ones":       {mta + "speaks TLS 1.2 only\n" + mta + "changes with its second connection\n" + mta + "speaks TLS 1.3 only\n", ""},
		"nor of another half":           {mta + "answers RCPT with \"550 a\"\n" + mta + "answers RCPT inside TLS with \"250 b\"\n", ""},
		"nor an address in other words": {"Given an MTA at 2001:DB8::1 without STARTTLS\nAnd the MTA at 2001:db8:0::1 listens on port 26\n", ""},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps+sent+verified)
			if test.problem == "" {
				assert.Equal(t, result.Passed, ended.Status, "%+v", ended.Problem)
				return
			}
			require.Equal(t, result.Broken, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.Contains(t, ended.Problem.Text, test.problem)
		})
	}
}

func TestWhatNeverCameIntoPlayIsNoted(t *testing.T) {
	t.Parallel()
	mta := "Given the MTA at 192.0.2.1 "
	for sentence, test := range map[string]struct{ steps, note string }{
		"before TLS, and it was inside": {mta + "answers RCPT with \"451 no\"\n", `"the MTA at 192.0.2.1 answers RCPT with \"451 no\"" never came into play: RCPT was said inside TLS alone: say "answers RCPT inside TLS" for that`},
		"a host that is not reached":    {"Given the MTA at 192.0.2.2 greets with \"421 no\"\n", "the MTA at 192.0.2.2 saw 0 connections"},
		"a connection that is not made": {mta + "changes with its second connection\n" + mta + "answers EHLO too late\n", "the MTA at 192.0.2.1 saw 1 connections"},
		"a command that is never said":  {mta + "answers AUTH inside TLS with \"535 no\"\n", "the sender never came to it"},
		"what came into play":           {mta + "answers EHLO in segments of 3 bytes\n" + mta + "answers . inside TLS with \"250 fine\"\n" + mta + "greets with \"220 hello ESMTP\"\n" + mta + "says everything in segments of 100 bytes\n", ""},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ended := inTwoExchangers(t, test.steps+sent+verified)
			require.Equal(t, result.Passed, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			if test.note == "" {
				assert.Empty(t, ended.Notes)
			} else if assert.Len(t, ended.Notes, 1) {
				assert.Contains(t, ended.Notes[0], test.note)
			}
		})
	}
}

// TestWhatNeverCameIntoPlayIsNamedWithAFailure: where a scenario passes, what is no answer may stand there to show that nothing
// comes of it.
func TestWhatNeverCameIntoPlayIsNamedWithAFailure(t *testing.T) {
	t.Parallel()
	const noFault, other = " never came into play: the sender never came to it", " never came into play: the MTA at 192.0.2.2 saw 0 connections"
	for step, note := range map[string]string{
		"the certificate at 192.0.2.1 is expired":                                                                  "",
		"the MTA at 192.0.2.1 speaks TLS 1.2 only":                                                                 "",
		"connections to 192.0.2.1 are cut after 900 bytes":                                                         "",
		"connections to 192.0.2.1 carry 1000 bytes a second":                                                       "",
		"questions for MX of example.com are answered in mixed letter case":                                        "",
		"an attacker in front of 192.0.2.1 who strips SIZE":                                                        "",
		"connections to 192.0.2.1 are cut after 1000000 bytes":                                                     noFault,
		"the MTA at 192.0.2.1 shows to clients that ask for other.not a certificate that has\n| DNS | other.not |": ` never came into play: the server name in the ClientHello was "mx1.example.com"`,
		"connections to 192.0.2.2 are reset":                                                                       other,
		"connections to 192.0.2.2 stay unanswered":                                                                 other,
		"the MTA at 192.0.2.2 refuses connections":                                                                 other,
		"an attacker in front of 192.0.2.2 who strips STARTTLS":                                                    other,
		"questions for TXT of example.com stay unanswered":                                                         " never came into play: the name server was never asked",
		"questions for A of mx3.example.com are answered \"SERVFAIL\" once":                                        " never came into play: the name server was never asked",
		"the MTA at 192.0.2.1 changes with its second connection":                                                  " never came into play: the MTA at 192.0.2.1 saw 1 connections",
		"the MTA at 192.0.2.1 answers the second RCPT inside TLS with \"452 no\"":                                  " never came into play: RCPT was said 1 times at most in a session",
		"the MTA at 192.0.2.1 answers the second RCPT before TLS with \"452 no\"":                                  ` never came into play: RCPT was said inside TLS alone: say "answers RCPT inside TLS" for that`,
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			failed := inTwoExchangers(t, "Given "+step+"\n"+sent+"Then the message is discarded\n")
			require.Equal(t, result.Failed, failed.Status, "%+v\n%s", failed.Problem, failed.Story)
			var told []string
			for _, noted := range failed.Notes {
				if strings.Contains(noted, "192.0.2.3") {
					continue // the Background's
				}
				told = append(told, noted)
			}
			if note == "" {
				assert.Empty(t, told)
			} else if assert.Len(t, told, 1) {
				assert.Contains(t, told[0], note)
			}
		})
	}
}

func TestTLSVerifyAloneIsStated(t *testing.T) {
	t.Parallel()
	const run = "When tlsverify is run for example.com\n"
	assert.Equal(t, result.Passed, inTwoExchangers(t, run+"Then tlsverify succeeds\n").Status)
	assert.Equal(t, result.Failed, inTwoExchangers(t, run+"Then tlsverify fails\n").Status)
	assert.Equal(t, result.Broken, inTwoExchangers(t, run).Status)
	assert.Equal(t, result.Broken, inTwoExchangers(t, sent+run+"Then tlsverify succeeds\n").Status, "nobody said what became of the message")
}

// idle is a black box that holds every message back and does nothing.
type idle struct{ blackBox }

func (i idle) Launch(context.Context, sim.Env) (sim.SenderInstance, error) { return i, nil }
func (idle) Close() error                                                  { return nil }

func (idle) Send(_ context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	var all []evidence.Outcome
	for _, to := range message.To {
		all = append(all, evidence.Outcome{Recipient: to, Fate: evidence.Deferred})
	}
	return all, nil
}

func TestWhoDoesNothingPassesNothing(t *testing.T) {
	t.Parallel()
	for _, claim := range []string{
		"192.0.2.2 is never contacted", "no alert is given", "the administrators are alerted", "the certificate is rejected as expired",
		"no name of the certificate matches", "the certificate matches by CN~PTR", "the comparisons are:\n| CN | a | b | PTR | no |",
		"the names of the certificate are not compared", "no reverse question is asked", "nothing is said in plaintext after STARTTLS",
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			record, err := suite.Run(t.Context(), suite.Options{
				Sender: idle{}, Network: func() network.Network { return &network.Memory{} },
				Files: fstest.MapFS{"one.feature": {Data: []byte(twoExchangers + sent + "Then the message is deferred\nAnd " + claim + "\n")}},
			})
			require.NoError(t, err)
			assert.Equal(t, result.Failed, record.Scenarios[0].Status, "%+v\n%s", record.Scenarios[0].Problem, record.Scenarios[0].Story)
		})
	}
}

func TestAKeywordThatIsMisspeltIsBroken(t *testing.T) {
	t.Parallel()
	ended := between(t, suite.Options{Sender: esa.Sender{}, Receiver: receivers.Models()[0]}, "When a client connects\nAnd the client says \"EHLO a\"\nThen STARTLS is not offered before TLS\n")
	require.Equal(t, result.Broken, ended.Status, "%+v", ended.Problem)
	assert.Contains(t, ended.Problem.Text, "no extension of SMTP is STARTLS: want one of 8BITMIME, ")
}
