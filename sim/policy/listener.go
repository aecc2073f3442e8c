package policy

import (
	"fmt"
	"strings"
)

// ListenerTLS is whether a listener takes mail with TLS, without, or both (rules.md B.3).
type ListenerTLS string

// The settings of a listener, in the words of the ESA's mail flow policies.
const (
	ListenerNo        ListenerTLS = "No" // which is the default
	ListenerPreferred ListenerTLS = "Preferred"
	ListenerRequired  ListenerTLS = "Required"
)

// ParseListenerTLS reads a setting as it is written in a feature.
func ParseListenerTLS(text string) (ListenerTLS, error) {
	switch setting := ListenerTLS(text); setting {
	case ListenerNo, ListenerPreferred, ListenerRequired:
		return setting, nil
	}
	return "", fmt.Errorf("unknown policy of a listener %q: want No, Preferred or Required", text)
}

// Listener is what an MTA that listens is told to do.
type Listener struct {
	// TLS is its policy; empty: ListenerNo.
	TLS ListenerTLS
	// InTLSOnly are envelope senders, addresses or domains, of whom TLS is demanded under ListenerPreferred.
	InTLSOnly []string
	// VerifiesClients: a client's certificate must be good; under ListenerRequired there must be one.
	VerifiesClients bool
	// Users may authenticate: their passwords by name; nil: SMTP AUTH is off.
	Users map[string]string
	// KeyUnavailable: it is to do TLS, and cannot at the moment.
	KeyUnavailable bool
	// Public says that MX records lead to it. That is no order to the MTA.
	Public bool
}

// DemandsTLS says whether TLS is demanded of an envelope sender under ListenerPreferred.
func (l Listener) DemandsTLS(from string) bool {
	_, domain, _ := strings.Cut(from, "@")
	for _, entry := range l.InTLSOnly {
		if strings.EqualFold(entry, from) || strings.EqualFold(entry, domain) {
			return true
		}
	}
	return false
}
