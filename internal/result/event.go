package result

import "time"

// EventKind is what an Event is.
type EventKind string

// The kinds of events.
const (
	MessageSent  EventKind = "sent"       // a message was handed to the sender
	TimePassed   EventKind = "passed"     //
	Asked        EventKind = "question"   // the name server was asked: see Question
	Fetched      EventKind = "fetch"      // a web server was asked: see Fetch
	Opened       EventKind = "open"       // a connection to Host, by its name Text
	ClientSaid   EventKind = "client"     // a line of the sender
	ServerSaid   EventKind = "server"     // a reply; the lines of a longer one are separated by "\n"
	TLSBegun     EventKind = "tls"        // the handshake is done
	TLSFailed    EventKind = "tls failed" //
	Closed       EventKind = "closed"     // a connection is over; Text: who ended it
	Wire         EventKind = "wire"       // something else on a connection, such as a ClientHello
	Disturbed    EventKind = "disturbed"  // something happened to a connection on its way
	Validated    EventKind = "validation" // of the certificate
	Compared     EventKind = "comparison" // of two names: see Comparison
	Noted        EventKind = "note"       // the sender says so of itself
	AttemptEnded EventKind = "tried"      // at one host
	Alerted      EventKind = "alert"      // to the sender's administrators
	FateTold     EventKind = "fate"       // of the message to Recipient: Fate, because of Text
)

// Event is one thing that happened in a world.
type Event struct {
	// After is the time since the first event by the world's clock, which stands still but for waiting.
	After     time.Duration `json:"after,omitempty"`
	Kind      EventKind     `json:"kind"`
	Who       string        `json:"who"` // tells of it: "dns", "smtp", "world", …, or the sender's name
	Text      string        `json:"text,omitempty"`
	Host      string        `json:"host,omitempty"`
	Session   int           `json:"session,omitempty" least:"0"` // of SMTP, from 1 in the order in which they began
	Encrypted bool          `json:"encrypted,omitempty"`         // said inside TLS
	Cause     string        `json:"cause,omitempty"`             // why it was decided so, in plain words
	Rule      string        `json:"rule,omitempty"`              // that the cause follows from
	// Decides marks what settled the attempt at a host: the comparison that matched, or what was
	// found against the certificate.
	Decides bool `json:"decides,omitempty"`
	// Failed marks what went wrong: a question without an answer, a reply that refuses (RFC 5321 §4.2.1), a handshake that
	// failed, a certificate that is rejected, names that do not match, a connection that ended out of turn.
	Failed     bool        `json:"failed,omitempty"`
	Question   *Question   `json:"question,omitempty"`
	Fetch      *Fetch      `json:"fetch,omitempty"`
	Comparison *Comparison `json:"comparison,omitempty"`
	Recipient  string      `json:"recipient,omitempty"`
	Fate       string      `json:"fate,omitempty"`
}

// Question is what the name server was asked and what it answered.
type Question struct {
	Name string `json:"name"` // as it was asked, with its final dot
	Type string `json:"type"`
	// Answers are values of the type; "CNAME example.com." for a record of another; "NXDOMAIN", "no records", "truncated"
	// or "no answer" for what is none.
	Answers []string `json:"answers"`
}

// Fetch is what a web server was asked and what it answered.
type Fetch struct {
	URL    string `json:"url"`
	Status int    `json:"status,omitempty" least:"0"` // of HTTP; 0: there was no answer
	Answer string `json:"answer"`                     // the status in words
}

// Comparison is one look at a presented identifier beside a reference identifier (RFC 6125 §1.8).
type Comparison struct {
	Kind      string `json:"kind"` // "SAN", "CN" or "TLSA"
	Presented string `json:"presented"`
	Reference string `json:"reference"`
	Source    string `json:"source"` // where the reference identifier came from
	Match     bool   `json:"match,omitempty"`
	Why       string `json:"why,omitempty"`  // why not, where the names alone do not tell
	Rule      string `json:"rule,omitempty"` // by which the names were read so
}
