package result

import "time"

// Skipped is the Status of a step that was not carried out, because one before it went wrong.
const Skipped Status = "skipped"

// Feature is one feature file of a run.
type Feature struct {
	Path        string `json:"path"`
	Name        string `json:"name"`
	Keyword     string `json:"keyword"` // "Feature", in the language of the file
	Description string `json:"description,omitempty"`
	Line        int    `json:"line" least:"1"` // of the keyword
	Tags        []Tag  `json:"tags,omitempty"`
	Text        string `json:"text"` // the whole file
}

// Tag is a tag of a feature, and where it stands.
type Tag struct {
	Name   string `json:"name"`
	Line   int    `json:"line" least:"1"`
	Column int    `json:"column" least:"1"`
}

// Detail is what a page tells of a scenario beyond its line in a list.
type Detail struct {
	Keyword     string `json:"keyword"` // "Scenario", "Scenario Outline", in the language of the file
	Description string `json:"description,omitempty"`
	// Outline is the line of the scenario, and Title its name, which differ from Scenario.Line and
	// Scenario.Name where that is a row of the examples.
	Outline int    `json:"outline" least:"1"`
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
	Line      int           `json:"line" least:"1"`
	Rows      [][]string    `json:"rows,omitempty"`      // of its table
	DocString *DocString    `json:"docString,omitempty"` // nil: none
	Status    Status        `json:"status"`
	Duration  time.Duration `json:"duration,omitempty" least:"0"`
}

// DocString is the text below a step.
type DocString struct {
	Line      int    `json:"line" least:"1"`
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
	// Nodes and Edges are the ways of the mail: from a recipient domain over names to addresses, and from these to their
	// reverse names. Hosts that no way leads to are among the nodes.
	Nodes []Node `json:"nodes,omitempty"`
	Edges []Edge `json:"edges,omitempty"`
}

// Record is one DNS record. The name of a PTR record is the address.
type Record struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Value string `json:"value"`
	// Drawn says that it is one of the Edges.
	Drawn bool `json:"drawn,omitempty"`
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
	CommonNames []string `json:"commonNames,omitempty"`
	DNSNames    []string `json:"dnsNames,omitempty"`
	OtherNames  []string `json:"otherNames,omitempty"` // with their kinds: "IP 192.0.2.1"
	// Of those, the ones that the sender compared with a name that matched.
	MatchedCommonNames []string  `json:"matchedCommonNames,omitempty"`
	MatchedDNSNames    []string  `json:"matchedDNSNames,omitempty"`
	Issuer             string    `json:"issuer"` // its Common Name; "itself" if self-signed
	SelfSigned         bool      `json:"selfSigned,omitempty"`
	NotBefore          time.Time `json:"notBefore,omitzero"` // zero: it cannot be read
	NotAfter           time.Time `json:"notAfter,omitzero"`
	Expired            bool      `json:"expired,omitempty"` // or not yet valid, by the world's clock in the end
}
