package fakedns

import (
	"strings"

	"github.com/miekg/dns"
)

// Query is one question and what was answered.
type Query struct {
	Network string // "udp" or "tcp"
	Name    string // as it was asked
	Type    string // "MX"; "TYPE65280" for a type without a name

	Rcode         string   // "NOERROR", "NXDOMAIN", …; empty: no answer was given
	Answers       []Record // the records sent, aliases first; they belong to the server: do not change them
	Truncated     bool     // the answer said TC: it held nothing and TCP has the whole of it
	AuthenticData bool     // the answer said AD (RFC 4035 §3.2.3)
	Bogus         string   // why it is SERVFAIL to who trusts the server: "example.com.: the signatures have expired"
	Fault         string   // what was wrong on purpose, as Fault.String has it; empty: nothing
}

// String is the query as the story of a world tells it:
//
//	example.com. MX → 10 mx01.subd.emailhosted.not.
//	example.org. MX → NXDOMAIN
//	www.example.com. A → CNAME example.com., 192.0.2.1
//	example.net. MX → SERVFAIL, bogus: example.net.: the signatures have expired
//
// or "no records" where the name exists without such records, and "no answer" for silence.
func (q Query) String() string {
	return q.Name + " " + q.Type + " → " + strings.Join(q.Outcome(), ", ")
}

// Outcome is what was answered, in the words of String, one for each record and for what else the answer said.
func (q Query) Outcome() []string {
	if q.Rcode == "" {
		return []string{"no answer"}
	}
	if q.Truncated {
		return []string{"truncated"}
	}
	var said []string
	found := false
	for _, answer := range q.Answers {
		if answer.Type == q.Type {
			said = append(said, answer.Value)
			found = true
		} else {
			said = append(said, answer.Type+" "+answer.Value)
			found = found || q.Type == dns.TypeToString[dns.TypeANY]
		}
	}
	switch {
	case q.Rcode != dns.RcodeToString[dns.RcodeSuccess]:
		said = append(said, q.Rcode)
	case !found:
		said = append(said, "no records")
	}
	if q.AuthenticData {
		said = append(said, "AD")
	}
	if q.Bogus != "" {
		said = append(said, "bogus: "+q.Bogus)
	}
	return said
}
