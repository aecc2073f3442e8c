package report

import "time"

// Skipped is the Status of a step that was not carried out, because one before it went wrong.
const Skipped Status = "skipped"

// Feature is one feature file of a run.
type Feature struct {
	Path        string `json:"path"`
	Name        string `json:"name"`
	Keyword     string `json:"keyword"` // "Feature", in the language of the file
	Description string `json:"description,omitempty"`
	Line        int    `json:"line"` // of the keyword
	Tags        []Tag  `json:"tags,omitempty"`
	Text        string `json:"text"` // the whole file
}

// Tag is a tag of a feature, and where it stands.
type Tag struct {
	Name   string `json:"name"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Detail is what a page tells of a scenario beyond its line in a list.
type Detail struct {
	Keyword     string `json:"keyword"` // "Scenario", "Scenario Outline", in the language of the file
	Description string `json:"description,omitempty"`
	// Outline is the line of the scenario, and Title its name, which differ from Scenario.Line and
	// Scenario.Name where that is a row of the examples.
	Outline int    `json:"outline"`
	Title   string `json:"title"`
	// Setting is the TLS setting that governs the recipient domains; several are separated by ", ".
	Setting string  `json:"setting,omitempty"`
	Steps   []Step  `json:"steps"`
	World   World   `json:"world"`
	Trail   []Event `json:"trail,omitempty"`
}

// Step is one step as it was carried out, with the values of its examples. The one at which the scenario
// ended has the scenario's Status, those behind it are Skipped.
type Step struct {
	Keyword   string        `json:"keyword"` // as it is written: "Given", "And"
	Text      string        `json:"text"`
	Line      int           `json:"line"`
	Rows      [][]string    `json:"rows,omitempty"`      // of its table
	DocString *DocString    `json:"docString,omitempty"` // nil: none
	Status    Status        `json:"status"`
	Duration  time.Duration `json:"duration,omitempty"`
}

// DocString is the text below a step.
type DocString struct {
	Line      int    `json:"line"`
	MediaType string `json:"mediaType,omitempty"`
	Text      string `json:"text"`
}

// World is what the sender met. Domain names have no final dot.
type World struct {
	Recipients []string `json:"recipients,omitempty"` // the domains that mail was sent to
	Records    []Record `json:"records,omitempty"`
	Faults     []Record `json:"faults,omitempty"` // of the name server: by name and type, what is wrong
	Routes     []Route  `json:"routes,omitempty"` // SMTP routes
	Hosts      []Host   `json:"hosts,omitempty"`
}

// Record is one DNS record. The name of a PTR record is the address.
type Record struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Route is one SMTP route.
type Route struct {
	Domain string   `json:"domain"`
	Hosts  []string `json:"hosts"` // as they were entered
}

// Host is one receiving MTA.
type Host struct {
	Address string `json:"address"`        // an IP address
	Port    uint16 `json:"port,omitempty"` // 0: 25
	Name    string `json:"name,omitempty"` // as it greets
	// Wrong is what is wrong with the way to it, such as "nobody listens".
	Wrong       []string     `json:"wrong,omitempty"`
	Certificate *Certificate `json:"certificate,omitempty"` // that it shows in the end; nil: none
}

// Certificate is what a host shows.
type Certificate struct {
	CommonNames []string  `json:"commonNames,omitempty"`
	DNSNames    []string  `json:"dnsNames,omitempty"`
	OtherNames  []string  `json:"otherNames,omitempty"` // with their kinds: "IP 192.0.2.1"
	Issuer      string    `json:"issuer"`               // its Common Name; "itself" if self-signed
	NotBefore   time.Time `json:"notBefore"`
	NotAfter    time.Time `json:"notAfter"`
	Expired     bool      `json:"expired,omitempty"` // or not yet valid, by the world's clock in the end
}

// EventKind is what an Event is.
type EventKind string

// The kinds of events.
const (
	MessageSent  EventKind = "sent"       // a message was handed to the sender
	TimePassed   EventKind = "passed"     //
	Asked        EventKind = "question"   // the name server was asked Text and gave Answer
	Fetched      EventKind = "fetch"      // a web server was asked Text and gave Answer
	Opened       EventKind = "open"       // a connection to Host, by its name Text
	ClientSaid   EventKind = "client"     // a line of the sender
	ServerSaid   EventKind = "server"     // a reply; the lines of a longer one are separated by "\n"
	TLSBegun     EventKind = "tls"        // the handshake is done
	TLSFailed    EventKind = "tls failed" //
	Wire         EventKind = "wire"       // something else on a connection: a ClientHello, a close
	Disturbed    EventKind = "disturbed"  // something befell a connection on its way
	Validated    EventKind = "validation" // of the certificate
	Compared     EventKind = "comparison" // of two names: see Comparison
	Noted        EventKind = "note"       // the sender says so of itself
	AttemptEnded EventKind = "tried"      // at one host
	Alerted      EventKind = "alert"      // to the sender's administrators
	FateTold     EventKind = "fate"       // of the message to Host, a recipient: Answer, because of Text
)

// Event is one thing that happened in a world.
type Event struct {
	// After is the time since the first event by the world's clock, which stands still but for waiting.
	After     time.Duration `json:"after,omitempty"`
	Kind      EventKind     `json:"kind"`
	Who       string        `json:"who"` // tells of it: "dns", "smtp", "world", …, or the sender's name
	Text      string        `json:"text,omitempty"`
	Answer    string        `json:"answer,omitempty"`
	Host      string        `json:"host,omitempty"`
	Session   int           `json:"session,omitempty"`   // of SMTP, from 1 in the order in which they began
	Encrypted bool          `json:"encrypted,omitempty"` // said inside TLS
	Cause     string        `json:"cause,omitempty"`     // why it was decided so, in plain words
	Rule      string        `json:"rule,omitempty"`      // that the cause follows from
	// Decides marks what settled the attempt at a host: the comparison that matched, or what was
	// found against the certificate.
	Decides    bool        `json:"decides,omitempty"`
	Comparison *Comparison `json:"comparison,omitempty"`
}

// Comparison is one look at a presented identifier beside a reference identifier (RFC 6125 §1.8).
type Comparison struct {
	Kind      string `json:"kind"` // "SAN" or "CN"
	Presented string `json:"presented"`
	Reference string `json:"reference"`
	Source    string `json:"source"` // where the reference identifier came from
	Match     bool   `json:"match,omitempty"`
	Why       string `json:"why,omitempty"`  // why not, where the names alone do not tell
	Rule      string `json:"rule,omitempty"` // by which the names were read so
}
