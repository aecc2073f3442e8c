package steps

import (
	"fmt"
	"regexp"
	"sync"

	"github.com/cucumber/godog"
)

// keyword is the word that a phrase is used with. "And" and "But" take that of the step before.
type keyword string

const (
	given keyword = "Given"
	when  keyword = "When"
	then  keyword = "Then"
)

// phrase is one thing that can be said in a feature.
type phrase struct {
	keyword keyword
	// text is the phrase as a person writes it, with {placeholders}.
	text string
	help string
	// example is a use of the phrase, with its table or doc string if it has one.
	example string
	// do is a function of the values of the placeholders, and of the table or doc string.
	do any
}

// placeholders are what may stand in a phrase: how each is recognised, and what that is for a person.
var placeholders = map[string]struct{ pattern, meaning string }{
	"address":    {`(\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*:[0-9a-fA-F:.]+)`, "an IP address: 192.0.2.1, 2001:db8::1"},
	"domain":     {`([^\s"]+)`, "a domain name, or another word: example.com"},
	"recipient":  {`([^\s",]+@[^\s",]+)`, "an address of mail: bob@example.com"},
	"recipients": {`([^\s",]+@[^\s",]+(?:, [^\s",]+@[^\s",]+)+)`, "two or more of them: bob@example.com, eve@example.org"},
	"text":       {`"([^"]*)"`, "anything in quotes: \"Required - Verify\""},
	"number":     {`(\d+)`, "a number: 20"},
	"verb":       {`([A-Z]+|[.*])`, "an SMTP command: EHLO, STARTTLS, MAIL, RCPT, DATA; . is the end of the message, * every command but QUIT"},
	"type":       {`([A-Z]+)`, "a type of DNS record: MX, A, AAAA, PTR, CNAME, TXT"},
	"times":      {`(once|twice|(?:[3-9]|[1-9]\d{1,5}) times)`, "once, twice, 3 times"},
	"answers":    {`(answers (?:[A-Z]+|[.*])(?: inside TLS)?|answers the TLS handshake|greets(?: inside TLS)?)`, "answers EHLO, answers EHLO inside TLS, answers the TLS handshake, greets, greets inside TLS; with any command"},
	"answering":  {`(answering (?:[A-Z]+|[.*])(?: inside TLS)?|a greeting(?: inside TLS)?|a TLS handshake)`, "answering STARTTLS, answering EHLO inside TLS, a greeting, a greeting inside TLS, a TLS handshake; with any command"},
	"half":       {`(before TLS|inside TLS)`, "before TLS, inside TLS"},
	"segment":    {`(same|next)`, "same, next"},
	"bytes":      {`(\d+) bytes?`, "a count of bytes: 1 byte, 64 bytes"},
	"code":       {`([2-5](?:\d\d|xx)(?: [245]\.\d{1,3}\.\d{1,3})?)`, "a reply code, its class, or with its enhanced code: 503, 5xx, 530 5.7.0"},
	"extension":  {`([A-Z0-9]+)`, "a keyword of an EHLO reply: SIZE, 8BITMIME"},
	"nth":        {`(second|third|fourth|fifth|\d+(?:st|nd|rd|th))`, "second, third, fourth, fifth, 6th"},
	"action":     {`(stays silent|closes the connection|resets the connection)`, "stays silent, closes the connection, resets the connection"},
	"version":    {`(1\.[0-3])`, "1.0, 1.1, 1.2, 1.3"},
	"period":     {`(\d+ (?:second|minute|hour|day)s?)`, "90 seconds, 30 minutes, 1 hour, 3 days"},
	"flaw":       {`(.+)`, "a flaw of a certificate: expired, self-signed; an unknown one is answered with the list"},
	"problem":    {`(.+)`, "why a certificate is rejected: expired, revoked; an unknown one is answered with the list"},
	"ocsp":       {`(good|revoked|unknown)`, "good, revoked, unknown"},
	"fate":       {`(delivered verified|delivered encrypted|delivered in plaintext|deferred|bounced|discarded)`, "delivered verified, delivered encrypted, delivered in plaintext, deferred, bounced, discarded"},
	"model":      {`([A-Z]\w*)`, "a model that comes with mtalab: ESA, Exchange"},
	"list":       {`([^\s"]+(?:, [^\s"]+)*)`, "one or more words with commas between: 192.0.2.1, 192.0.2.2"},
}

var placeholder = regexp.MustCompile(`\\\{(\w+)\\\}`)

// compiled holds the expression of every phrase: godog compiles those that it is given as strings
// anew for every scenario.
var compiled sync.Map // text → *regexp.Regexp

func (p phrase) expression() *regexp.Regexp {
	if known, ok := compiled.Load(p.text); ok {
		return known.(*regexp.Regexp)
	}
	expression := regexp.MustCompile("^" + pattern(p.text) + "$")
	compiled.Store(p.text, expression)
	return expression
}

// pattern is a phrase, or a part of one, as a regular expression.
func pattern(text string) string {
	return placeholder.ReplaceAllStringFunc(regexp.QuoteMeta(text), func(found string) string {
		name := placeholder.FindStringSubmatch(found)[1]
		recognised, ok := placeholders[name]
		if !ok {
			panic(fmt.Sprintf("steps: %q has the unknown placeholder {%s}", text, name))
		}
		return recognised.pattern
	})
}

func (p phrase) register(sc *godog.ScenarioContext) {
	switch p.keyword {
	case given:
		sc.Given(p.expression(), p.do)
	case when:
		sc.When(p.expression(), p.do)
	case then:
		sc.Then(p.expression(), p.do)
	}
}
