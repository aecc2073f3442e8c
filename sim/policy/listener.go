package policy

import "strings"

// Listener is what an MTA that listens is told to do.
type Listener struct {
	// TLS is whether it takes mail without TLS, offers it (IfOffered), or demands it (Always); empty: Never.
	TLS TLS `json:"tls,omitzero"`
	// InTLSOnly are envelope senders, addresses or domains, of whom TLS is demanded where it is only offered.
	InTLSOnly []string `json:"inTLSOnly,omitzero"`
	// VerifiesClients: a client's certificate must be good; where TLS is demanded there must be one.
	VerifiesClients bool `json:"verifiesClients,omitzero"`
	// Users may authenticate: their passwords by name; nil: SMTP AUTH is off.
	Users map[string]string `json:"users,omitzero"`
	// KeyUnavailable: it is to do TLS, and cannot at the moment.
	KeyUnavailable bool `json:"keyUnavailable,omitzero"`
	// Public says that MX records lead to it. That is no order to the MTA.
	Public bool `json:"public,omitzero"`
}

// DemandsTLS says whether TLS is demanded of an envelope sender where it is only offered.
func (l Listener) DemandsTLS(from string) bool {
	_, domain, _ := strings.Cut(from, "@")
	for _, entry := range l.InTLSOnly {
		if strings.EqualFold(entry, from) || strings.EqualFold(entry, domain) {
			return true
		}
	}
	return false
}
