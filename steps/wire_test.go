package steps_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// rude is a sender that connects to 192.0.2.1 and says what it is told, whatever the answer is: a text
// is said as it is, "?" waits for a reply, "TLS" shakes hands, and "HELLO" only begins to. "STILL TLS" does so
// too, and takes what stands in the clear before it for said inside TLS. It defers every message.
type rude []string

func (rude) Name() string { return "rude" }

func (r rude) Launch(_ context.Context, env sim.Env) (sim.SenderInstance, error) {
	return rudeOutbox{r, env}, nil
}

type rudeOutbox struct {
	words []string
	env   sim.Env
}

func (o rudeOutbox) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	deferred := []evidence.Outcome{{Recipient: message.To[0], Fate: evidence.Deferred}}
	if len(o.words) == 0 {
		return deferred, nil
	}
	conn, err := o.env.Network.DialContext(ctx, "tcp", "192.0.2.1:25")
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	heard := bufio.NewReader(conn)
	for _, word := range o.words {
		switch word {
		case "?":
			listen(heard)
		case "TLS":
			conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true, ServerName: "mx1.example.com"})
			heard.Reset(conn)
		case "STILL TLS":
			left, _ := heard.Peek(heard.Buffered())
			conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true, ServerName: "mx1.example.com"})
			heard.Reset(io.MultiReader(strings.NewReader(string(left)), conn))
		case "HELLO":
			_ = tls.Client(mum{conn}, &tls.Config{ServerName: "mx1.example.com"}).Handshake() // nobody answers it
		default:
			if _, err := conn.Write([]byte(word)); err != nil {
				return deferred, nil
			}
		}
	}
	return deferred, nil
}

func (o rudeOutbox) Close() error { return nil }

// mum is a connection on which nothing is heard.
type mum struct{ net.Conn }

func (mum) Read([]byte) (int, error) { return 0, io.EOF }

// listen reads a reply, if one comes.
func listen(heard *bufio.Reader) {
	for {
		line, err := heard.ReadString('\n')
		if err != nil || len(line) < 4 || line[3] != '-' {
			return
		}
	}
}

// told runs a scenario in which a rude sender speaks to an honest MTA, or to one that is what given says.
func told(t *testing.T, words rude, given, then string) result.Scenario {
	t.Helper()
	record, err := suite.Run(t.Context(), suite.Options{
		Sender: words,
		Files: fstest.MapFS{"one.feature": {Data: []byte(`
Feature: A rude sender
  Scenario: One
    Given an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    ` + given + `
    When a message is sent to u@example.com
    Then the message is deferred
    And ` + then)}},
	})
	require.NoError(t, err)
	require.Len(t, record.Scenarios, 1)
	return record.Scenarios[0]
}

// What a rude sender says.
var (
	nothing   = rude{}
	mute      = rude{"?"}
	openly    = rude{"?", "EHLO a\r\n", "?", "MAIL FROM:<a@b.not>\r\n", "?", "QUIT\r\n", "?"}
	secure    = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "TLS", "EHLO a\r\n", "?", "MAIL FROM:<a@b.not> SIZE=1\r\n", "?", "QUIT\r\n", "?"}
	careful   = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "TLS", "QUIT\r\n", "?"}
	hasty     = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\nEHLO a\r\n", "?"}
	asking    = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "QUIT\r\n", "?"}
	eager     = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "TLS", "MAIL FROM:<a@b.not>\r\n", "?"}
	farewell  = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "HELLO", "?", "\x15\x03\x03\x00\x02\x02Z"}
	mixed     = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "HELLO", "?", "\x15\x03\x03\x00\x02\x02ZMAIL FROM:<a@b.not>\r\n"}
	backward  = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "MAIL FROM:<a@b.not>\r\n", "?"}
	gullible  = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "TLS", "EHLO a\r\n", "MAIL FROM:<a@b.not>\r\n", "?"}
	loggingIn = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "TLS", "EHLO a\r\n", "?", "AUTH PLAIN AGEAYg==\r\n", "?", "MAIL FROM:<a@b.not>\r\n", "?"}
	humble    = rude{"?", "EHLO a\r\n", "?", "STARTTLS\r\n", "?", "TLS", "EHLO a\r\n", "?", "HELO a\r\n", "?"}
)

func TestWhatIsSaidOfTheWireCanFail(t *testing.T) {
	t.Parallel()
	const (
		injects = `And the MTA at 192.0.2.1 answers STARTTLS and adds "250 evil\n" in the next segment`
		mutely  = "And the MTA at 192.0.2.1 stays silent in place of a TLS handshake"
		silent  = "And the MTA at 192.0.2.1 stays silent in place of answering EHLO inside TLS"
	)
	for _, test := range []struct {
		then    string
		sender  rude
		given   string
		want    result.Status
		problem string
	}{
		{"nothing is said in plaintext after STARTTLS", secure, "", result.Passed, ""},
		{"nothing is said in plaintext after STARTTLS", openly, "", result.Failed, "the sender never said STARTTLS"},
		{"nothing is said in plaintext after STARTTLS", backward, "", result.Failed, "this was in the clear"},
		{"nothing is said in plaintext after STARTTLS", farewell, mutely, result.Passed, ""},
		{"nothing is said in plaintext after STARTTLS", mixed, mutely, result.Failed, "this was in the clear"},
		{"nothing is said in plaintext after STARTTLS", secure, `And the MTA at 192.0.2.1 answers STARTTLS with "220"`, result.Passed, ""},
		{"nothing is pipelined behind STARTTLS", secure, "", result.Passed, ""},
		{"nothing is pipelined behind STARTTLS", openly, "", result.Failed, "STARTTLS was never sent"},
		{"nothing is pipelined behind STARTTLS", hasty, "", result.Failed, "before its answer: C EHLO a"},
		{"STARTTLS is never sent", openly, "", result.Passed, ""},
		{"STARTTLS is never sent", nothing, "", result.Failed, "spoke to no server"},
		{"STARTTLS is never sent", asking, "", result.Failed, "STARTTLS was sent"},
		{"STARTTLS is sent once", asking, "", result.Passed, ""},
		{"STARTTLS is sent twice", asking, "", result.Failed, "1 times, and not twice"},
		{"STARTTLS is sent once", openly, "", result.Failed, "0 times"},
		{"no TLS session is begun", openly, "", result.Passed, ""},
		{"no TLS session is begun", secure, "", result.Failed, "a TLS session was begun"},
		{"no TLS session is begun", mute, "", result.Failed, "spoke to no server"},
		{"TLS 1.2 is spoken", secure, "And the MTA at 192.0.2.1 speaks TLS 1.2 only", result.Passed, ""},
		{"TLS 1.2 is spoken", secure, "", result.Failed, "TLS 1.3 is spoken, and not TLS 1.2"},
		{"TLS 1.2 is spoken", openly, "", result.Failed, "no TLS session was made"},
		{"the server name mx1.example.com is sent", secure, "", result.Passed, ""},
		{"the server name mx1.example.com. is sent", secure, "", result.Failed, `"mx1.example.com", and not "mx1.example.com."`},
		{"the server name mx1.example.com is sent", openly, "", result.Failed, "no TLS session was begun"},
		{"no server name is sent", secure, "", result.Failed, `"mx1.example.com"`},
		{"the first words inside TLS are EHLO", secure, "", result.Passed, ""},
		{"the first words inside TLS are EHLO", eager, "", result.Failed, `are "MAIL FROM`},
		{"the first words inside TLS are EHLO", openly, "", result.Failed, "nothing was said inside TLS"},
		{"no mail command is sent", careful, "", result.Passed, ""},
		{"no mail command is sent", secure, "", result.Failed, "a mail command was sent: MAIL FROM"},
		{"no mail command is sent", nothing, "", result.Failed, "spoke to no server"},
		{"no mail command is sent in the clear", secure, "", result.Passed, ""},
		{"no mail command is sent in the clear", openly, "", result.Failed, "a mail command was sent: MAIL FROM"},
		{"no mail command is sent in the clear", nothing, "", result.Failed, "spoke to no server"},
		{"no text of a message is sent", rude{"?", "EHLO a\r\n", "?", "DATA\r\n", "?", "QUIT\r\n", "?"}, "", result.Passed, ""},
		{"no text of a message is sent", rude{"?", "EHLO a\r\n", "?", "DATA\r\n", "?", "From: a@b.not\r\n", "?"}, "", result.Failed, "the text of a message was sent: From: a@b.not"},
		{"no text of a message is sent", openly, "", result.Failed, "no DATA was said"},
		{"the sender says QUIT and sends no mail", careful, "", result.Passed, ""},
		{"the sender says QUIT and sends no mail", secure, "", result.Failed, "a mail command was sent"},
		{"the sender says QUIT and sends no mail", humble, "", result.Failed, `the last word of a session is "HELO a"`},
		{"the sender says QUIT and sends no mail", nothing, "", result.Failed, "spoke to no server"},
		{"the extension SIZE is used", secure, "", result.Passed, ""},
		{"the extension SIZE is used", openly, "", result.Failed, "SIZE was not used"},
		{"the extension SIZE is used", careful, "", result.Failed, "never came to MAIL"},
		{"the extension SIZE is not used", openly, "", result.Passed, ""},
		{"the extension SIZE is not used", secure, "", result.Failed, "SIZE was used: MAIL FROM:<a@b.not> SIZE=1"},
		{"the extension SIZE is not used", careful, "", result.Failed, "never came to MAIL"},
		{"the extension AUTH is not used", loggingIn, "", result.Failed, "AUTH was used: AUTH PLAIN"},
		{"the extension HELP is not used", openly, "", result.Broken, "want one of 8BITMIME, AUTH"},
		{"nothing that was injected is believed", careful, injects, result.Passed, ""},
		{"nothing that was injected is believed", secure, injects, result.Passed, ""},
		{"nothing that was injected is believed", secure, "", result.Failed, "nothing was injected"},
		{"nothing that was injected is believed", gullible, injects + "\n" + silent, result.Failed, "before the server had answered anything inside TLS: MAIL FROM"},
		{"nothing that was injected is believed", loggingIn, injects, result.Failed, "AUTH was not offered inside TLS"},
		{"nothing that was injected is believed", humble, injects, result.Failed, "although EHLO was accepted: HELO a"},
	} {
		t.Run(test.then+": "+test.problem, func(t *testing.T) {
			t.Parallel()
			ended := told(t, skipping(test.sender, test.given), test.given, test.then)
			require.Equal(t, test.want, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			if test.problem != "" {
				assert.Contains(t, ended.Problem.Text, test.problem)
			}
		})
	}
}

// skipping has a sender take what was injected for a reply of its own before it goes on, if something
// is: a TLS library would stumble over it.
func skipping(sender rude, given string) rude {
	if !strings.Contains(given, "adds") {
		return sender
	}
	var words rude
	for _, word := range sender {
		if word == "TLS" {
			words = append(words, "?")
		}
		words = append(words, word)
	}
	return words
}
