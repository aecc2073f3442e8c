package steps

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mtalab/fakedns"
	"mtalab/report"
)

// kind is what may stand in the place of a placeholder.
type kind struct {
	// pattern recognises it in the text of a step. What it takes and is none is told with the meaning in check.
	pattern string
	meaning string // for a person
	// least and most bound the number in it; both 0: there is none.
	least, most int
	check       func(value string) error // nil: all is well that the pattern takes
}

// maxCount bounds what a scenario counts: records, messages, names.
const maxCount = fakedns.MaxRecords

// aFate recognises a fate.
const aFate = `(?:delivered verified|delivered encrypted|delivered in plaintext|deferred|bounced|discarded)`

// mailbox recognises an address of mail: its local part is a word, or a quoted string (RFC 5321 §4.1.2).
const mailbox = `(?:[^\s",]+|"(?:[^"\\]|\\.)+")@[^\s",]+`

var mailboxPattern = regexp.MustCompile(mailbox)

// placeholders are what may stand in a phrase.
var placeholders = map[string]kind{
	"address":    {pattern: `(\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*:[0-9a-fA-F:.]+)`, meaning: "an IP address: 192.0.2.1, 2001:db8::1", check: isAddress},
	"network":    {pattern: `(\d+\.\d+\.\d+\.\d+(?:/\d+)?|[0-9a-fA-F]*:[0-9a-fA-F:.]+(?:/\d+)?)`, meaning: "an IP address or a network: 192.0.2.10, 198.51.100.0/24", check: isNetwork},
	"shown":      {pattern: `(without a certificate|with a trusted certificate|with an untrusted certificate)`, meaning: "without a certificate, with a trusted certificate, with an untrusted certificate"},
	"domain":     {pattern: `([^\s"]+)`, meaning: "a domain name, or another word: example.com"},
	"recipient":  {pattern: `(` + mailbox + `)`, meaning: "an address of mail: bob@example.com, \"a..b\"@example.com"},
	"recipients": {pattern: `(` + mailbox + `(?: ?, ?` + mailbox + `)+)`, meaning: "two or more of them: bob@example.com, eve@example.org"},
	"text":       {pattern: `"([^"]*)"`, meaning: "anything in quotes: \"Required - Verify\""},
	"words":      {pattern: `"([^"]*)"`, meaning: "a word or more in quotes: \"5.1.10\"", check: isSomething},
	"number":     {pattern: `(\d+)`, meaning: "a number: 20", least: 1, most: maxCount},
	"seed":       {pattern: `(\d+)`, meaning: "a number: 7", least: 0, most: 1<<31 - 1},
	"port":       {pattern: `(\d+)`, meaning: "a port: 25", least: 1, most: 65535},
	"alert":      {pattern: `(\d+)`, meaning: "an alert of TLS by its number: 40", least: 1, most: 255},
	"percent":    {pattern: `(\d+)`, meaning: "a part of a hundred: 25", least: 0, most: 100},
	"windows":    {pattern: `(\d+)`, meaning: "2003 or 2008"},
	"verb":       {pattern: `([A-Z]+|[.*])`, meaning: "an SMTP command: EHLO, STARTTLS, MAIL, RCPT, DATA; . is the end of the message, * every command but QUIT", check: isVerbKnown},
	"type":       {pattern: `([A-Z]+)`, meaning: "a type of DNS record: MX, A, AAAA, PTR, CNAME, TXT, TLSA (of a host, at port 25)", check: isRecordType},
	"forgery":    {pattern: `(expired signatures|signatures that are not yet valid|signatures of another key|no signatures|changed records|no proof of absence)`, meaning: "expired signatures, signatures that are not yet valid, signatures of another key, no signatures, changed records, no proof of absence"},
	"tlsa":       {pattern: `(its certificate|its key|the authority|another key|another authority)`, meaning: "its certificate, its key, the authority, another key, another authority"},
	"times":      {pattern: `(once|twice|\d+ times)`, meaning: "once, twice, 3 times", least: 3, most: maxCount},
	"answers":    {pattern: `(answers (?:[A-Z]+|[.*])(?: inside TLS)?|answers the TLS handshake|greets(?: inside TLS)?)`, meaning: "answers EHLO, answers EHLO inside TLS, answers the TLS handshake, greets, greets inside TLS; with any command", check: hasVerbKnown},
	"answering":  {pattern: `(answering (?:[A-Z]+|[.*])(?: inside TLS)?|a greeting(?: inside TLS)?|a TLS handshake)`, meaning: "answering STARTTLS, answering EHLO inside TLS, a greeting, a greeting inside TLS, a TLS handshake; with any command", check: hasVerbKnown},
	"half":       {pattern: `(before TLS|inside TLS)`, meaning: "before TLS, inside TLS"},
	"segment":    {pattern: `(same|next)`, meaning: "same, next"},
	"bytes":      {pattern: `(\d+) bytes?`, meaning: "a count of bytes: 1 byte, 64 bytes", least: 1, most: 1_000_000_000},
	"code":       {pattern: `([2-5](?:\d\d|xx)(?: [245]\.\d{1,3}\.\d{1,3})?)`, meaning: "a reply code, its class, or with its enhanced code: 503, 5xx, 530 5.7.0"},
	"extension":  {pattern: `([A-Z0-9][A-Z0-9-]*)`, meaning: "a keyword of an EHLO reply: STARTTLS, SIZE, 8BITMIME", check: isExtension},
	"nth":        {pattern: `(second|third|fourth|fifth|\d+(?:st|nd|rd|th))`, meaning: "second, third, fourth, fifth, 6th", least: 2, most: 1000},
	"action":     {pattern: `(stays silent|closes the connection|resets the connection)`, meaning: "stays silent, closes the connection, resets the connection"},
	"version":    {pattern: `(1\.[0-3])`, meaning: "1.0, 1.1, 1.2, 1.3"},
	"period":     {pattern: `(\d+ (?:second|minute|hour|day)s?)`, meaning: "90 seconds, 30 minutes, 1 hour, 3 days", least: 1, most: 10_000},
	"flaw":       {pattern: `(.+)`, meaning: "a flaw of a certificate: expired, self-signed; an unknown one is answered with the list"},
	"problem":    {pattern: `(.+)`, meaning: "why a certificate is rejected: expired, revoked; an unknown one is answered with the list"},
	"part":       {pattern: `(that of .+)`, meaning: "a part of a list of revoked certificates: that of certificates of servers; an unknown one is answered with the list"},
	"status":     {pattern: `(\d+)`, meaning: "an HTTP status: 404", least: 200, most: 599},
	"ocsp":       {pattern: `(good|revoked|unknown)`, meaning: "good, revoked, unknown"},
	"fate":       {pattern: `(` + aFate + `)`, meaning: "delivered verified, delivered encrypted, delivered in plaintext, deferred, bounced, discarded"},
	"fates":      {pattern: `(` + aFate + `(?:, ` + aFate + `)* or ` + aFate + `)`, meaning: "two or more fates: deferred or bounced; delivered encrypted, delivered in plaintext or deferred", check: areFates},
	"rule":       {pattern: `([A-Z][A-Z0-9]*-\d+[a-z]?)`, meaning: "a rule by its number: ESA-14, R5321-13", check: isRuleKnown},
	"model":      {pattern: `([A-Z]\w*)`, meaning: "a model that comes with mtalab: ESA, Exchange"},
	"pair":       {pattern: `([^\s"]+(?: domain| route)?)`, meaning: "a pair of names: SAN~recipient domain, SAN~MX, SAN~SMTP route, CN~recipient domain, CN~MX, CN~SMTP route, CN~PTR; in short SAN~recipient, SAN~route"},
	"list":       {pattern: `([^\s"]+(?:, [^\s"]+)*)`, meaning: "one or more words with commas between: 192.0.2.1, 192.0.2.2"},
}

func isRuleKnown(value string) error {
	if _, known := report.RuleOf(value); !known {
		return fmt.Errorf("no rule is called %s: want one such as ESA-14", value)
	}
	return nil
}

// explained is what may stand there, with its bounds.
func (k kind) explained() string {
	if k.most == 0 {
		return k.meaning
	}
	return fmt.Sprintf("%s; from %d to %d", k.meaning, k.least, k.most)
}

// accept holds a value that the pattern takes to the rest of what is wanted, and returns it as it is handed on.
func (k kind) accept(name, value string) (string, error) {
	if number := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz "); k.most > 0 && number != "" {
		if n, err := strconv.Atoi(number); err != nil || n < k.least || n > k.most {
			switch {
			case name == "bytes":
				value += " bytes"
			case name != "number" && number == value:
				value = name + " " + value
			}
			return "", badText("%s: want a number from %d to %d", value, k.least, k.most)
		}
	}
	if k.check != nil {
		if err := k.check(value); err != nil {
			return "", badText("%w", err)
		}
	}
	if address, err := netip.ParseAddr(value); err == nil {
		return address.String(), nil // 2001:DB8::1 and 2001:db8:0::1 are one address
	}
	return value, nil
}

func isAddress(value string) error {
	if _, err := netip.ParseAddr(value); err != nil {
		return fmt.Errorf("%s is no address: want an IP address such as 192.0.2.1 or 2001:db8::1", value)
	}
	return nil
}

func isSomething(value string) error {
	if strings.TrimSpace(value) == "" {
		return fmt.Errorf("nothing stands in the quotes: want a word or more")
	}
	return nil
}

func areFates(value string) error {
	_, err := parseFates(value)
	return err
}

func isRecordType(value string) error {
	if (fakedns.Fault{Type: value, Silent: true}).Check() != nil {
		return fmt.Errorf("unknown type %q of DNS record: want one such as MX, A, AAAA, PTR, CNAME, TXT", value)
	}
	return nil
}

// verbs are the commands of SMTP and its extensions, and what stands for them in a phrase.
var verbs = []string{"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "BURL", "RSET", "NOOP", "VRFY", "EXPN", "HELP", "ETRN", "ATRN", "QUIT", ".", "*"}

func isVerbKnown(value string) error {
	if !slices.Contains(verbs, value) {
		return fmt.Errorf("no command of SMTP is %s: want one of %s", value, strings.Join(verbs, ", "))
	}
	return nil
}

// hasVerbKnown looks at the command in "answers RCPT inside TLS".
func hasVerbKnown(value string) error {
	what, _ := strings.CutSuffix(value, " inside TLS")
	for _, before := range []string{"answers ", "answering "} {
		if verb, is := strings.CutPrefix(what, before); is && verb != "the TLS handshake" {
			return isVerbKnown(verb)
		}
	}
	return nil
}

// extensions are the keywords of EHLO replies that are registered with IANA, and the older AUTH=.
var extensions = []string{"8BITMIME", "ATRN", "AUTH", "BINARYMIME", "BURL", "CHECKPOINT", "CHUNKING", "CONNEG", "CONPERM", "DELIVERBY", "DSN", "ENHANCEDSTATUSCODES",
	"ETRN", "EXPN", "FUTURERELEASE", "HELP", "LIMITS", "MT-PRIORITY", "MTRK", "NO-SOLICITING", "PIPELINING", "REQUIRETLS", "RRVS", "SAML", "SEND", "SIZE", "SMTPUTF8", "SOML",
	"STARTTLS", "SUBMITTER", "TURN", "UTF8SMTP", "VERB", "VRFY"}

// isExtension: what is registered nowhere begins with X (RFC 5321 §2.2.2).
func isExtension(value string) error {
	if !slices.Contains(extensions, value) && !strings.HasPrefix(value, "X") {
		return fmt.Errorf("no extension of SMTP is %s: want one of %s, or one that begins with X", value, strings.Join(extensions, ", "))
	}
	return nil
}
