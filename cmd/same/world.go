package main

import "fmt"

// world is what the sender met, but for the dates of certificates.
type world struct {
	Recipients []string  `json:"recipients"`
	Records    []dnsItem `json:"records"`
	Faults     []dnsItem `json:"faults"`
	Routes     []struct {
		Domain string   `json:"domain"`
		Hosts  []string `json:"hosts"`
	} `json:"routes"`
	Hosts []struct {
		Address     string       `json:"address"`
		Port        int          `json:"port"`
		Name        string       `json:"name"`
		Wrong       []string     `json:"wrong"`
		Certificate *certificate `json:"certificate"`
	} `json:"hosts"`
}

// dnsItem is a record, or what is wrong with the answers for a name and a type.
type dnsItem struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Value string `json:"value"`
}

type certificate struct {
	CommonNames []string `json:"commonNames"`
	DNSNames    []string `json:"dnsNames"`
	OtherNames  []string `json:"otherNames"`
	Issuer      string   `json:"issuer"`
	Expired     bool     `json:"expired"`
}

// lines tells each thing in the world in one line.
func (w world) lines() []string {
	lines := []string{fmt.Sprintf("recipient domains %q", w.Recipients)}
	for _, r := range w.Records {
		lines = append(lines, fmt.Sprintf("record %s %s %s", r.Name, r.Type, r.Value))
	}
	for _, f := range w.Faults {
		lines = append(lines, fmt.Sprintf("fault %s %s %s", f.Name, f.Type, f.Value))
	}
	for _, r := range w.Routes {
		lines = append(lines, fmt.Sprintf("route %s %q", r.Domain, r.Hosts))
	}
	for _, h := range w.Hosts {
		lines = append(lines, fmt.Sprintf("host %s port %d %q, wrong %q, %v", h.Address, h.Port, h.Name, h.Wrong, h.Certificate))
	}
	return lines
}

// String tells every field.
func (c *certificate) String() string {
	if c == nil {
		return "no certificate"
	}
	return fmt.Sprintf("CN %q, DNS %q, other %q, by %q, expired %t", c.CommonNames, c.DNSNames, c.OtherNames, c.Issuer, c.Expired)
}
