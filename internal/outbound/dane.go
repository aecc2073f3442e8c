package outbound

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mtalab/internal/dane"
	"mtalab/sim/evidence"
)

// HostSecurity is what DANE asks of the way to a host.
type HostSecurity struct {
	// Named says that its name is secure: by the MX records, or by the text of a route.
	Named bool
	// Secure says that its addresses are, which it has as Expanded (RFC 7672 §2.2.2): itself, or what it is an alias of.
	Secure   bool
	Expanded string
	// Failed is why one family of its addresses could not be looked up; nil: both could.
	Failed error
}

// DANEState is what DANE has to say of a host.
type DANEState struct {
	Base    string        // the TLSA base domain; empty: the host has no secure records
	Records []dane.Record // all of them
	Usable  bool          // one of them at least
	Err     error         // the lookup failed: the host is as if unreachable (RFC 7672 §2.2)
	Why     string        // there are no secure records
}

// TLSALookup finds the TLSA records of hosts (RFC 7672 §2.2).
type TLSALookup struct {
	Resolver *Resolver
	Client   dane.Client
	// UnusableIsNone takes records of which none is usable for no records (RFC 7672 §2.2 asks for TLS).
	UnusableIsNone bool
	// Mistakes are what it does wrong; the zero value does nothing wrong.
	Mistakes TLSAMistakes
}

// TLSAMistakes are what a sender gets wrong about where TLSA records stand, and which count.
type TLSAMistakes struct {
	// IgnoresAD takes TLSA records that are not secure (RFC 7672 §2.1.1).
	IgnoresAD bool
	// TakesFailureForNone takes a lookup of TLSA records that fails for one that finds none (RFC 7672 §2.1.2).
	TakesFailureForNone bool
	// AsksAt looks for TLSA records at this name in place of the MX host; empty: it does not (RFC 7672 §2.2.3).
	AsksAt string
	// AsksAtPort looks for them at this port; 0: at the one that is connected to (RFC 7672 §2.2.3).
	AsksAtPort uint16
	// ForgetsExpanded looks for them at the name in the MX record alone, be it an alias (RFC 7672 §2.2.2).
	ForgetsExpanded bool
	// TrustsInsecureAlias looks for them at the end of an alias that is not secure (RFC 7672 §2.2.2).
	TrustsInsecureAlias bool
	// AsksInsecureHosts looks for TLSA records of hosts whose addresses are not secure (RFC 7672 §2.2.2).
	AsksInsecureHosts bool
}

// Of finds the secure TLSA records of a host at a port; an empty host is an address that somebody wrote.
func (l TLSALookup) Of(ctx context.Context, host string, port uint16, found HostSecurity) DANEState {
	switch {
	case host == "":
		return DANEState{Why: "an address has no TLSA records"}
	case !found.Named:
		return DANEState{Why: "the MX records are not secure"}
	case found.Failed != nil && found.Secure:
		return DANEState{Err: found.Failed}
	}
	bases, err := l.baseDomains(ctx, host, found)
	if err != nil {
		return DANEState{Err: err}
	}
	state := DANEState{Why: "the addresses of " + host + " are not secure"}
	for _, base := range bases {
		records, err := l.at(ctx, base, port)
		switch usable := l.Client.Usable(records); {
		case err != nil:
			return DANEState{Err: err}
		case len(records) > 0 && len(usable) == 0 && l.UnusableIsNone:
			return DANEState{Why: "no TLSA record is usable"}
		case len(records) > 0:
			return DANEState{Base: base, Records: records, Usable: len(usable) > 0}
		}
		state.Why = fmt.Sprintf("%s has no secure TLSA records", base)
	}
	return state
}

// baseDomains are where the TLSA records of a host may stand, best first (RFC 7672 §2.2.2): nowhere if its addresses are not
// secure; of an alias at the name that it leads to, then at its own; and at its own alone where only the alias is secure.
func (l TLSALookup) baseDomains(ctx context.Context, host string, found HostSecurity) ([]string, error) {
	alias := !strings.EqualFold(found.Expanded, host)
	switch {
	case alias && l.Mistakes.TrustsInsecureAlias, alias && found.Secure && !l.Mistakes.ForgetsExpanded:
		return []string{found.Expanded, host}, nil
	case found.Secure, !alias && l.Mistakes.AsksInsecureHosts:
		return []string{host}, nil
	case !alias:
		return nil, nil
	}
	answer, err := l.Resolver.SecureAlias(ctx, host)
	if err != nil || !answer.Secure {
		return nil, err
	}
	return []string{host}, nil
}

// at are the secure TLSA records of a base domain; none is no error.
func (l TLSALookup) at(ctx context.Context, base string, port uint16) ([]dane.Record, error) {
	if l.Mistakes.AsksAtPort != 0 {
		port = l.Mistakes.AsksAtPort
	}
	if l.Mistakes.AsksAt != "" {
		base = l.Mistakes.AsksAt
	}
	answer, err := l.Resolver.TLSA(ctx, dane.Owner(port, base))
	none := errors.Is(err, ErrNoDomain) || errors.Is(err, ErrNoRecords)
	if none || err != nil && l.Mistakes.TakesFailureForNone || err == nil && !answer.Secure && !l.Mistakes.IgnoresAD {
		return nil, nil
	}
	records := make([]dane.Record, len(answer.Records))
	for i, record := range answer.Records {
		records[i] = dane.Record(record)
	}
	return records, err
}

// MXSecurity is what DNSSEC says of the hosts that take the mail for a name.
type MXSecurity struct {
	// Secure says that the MX records are, or their absence.
	Secure bool
	// Alias is what the name is a secure alias of; empty: of nothing.
	Alias string
}

// OfSecurely is Of by a lookup of which it is known whether it is secure (RFC 7672 §2.2.1).
func (e MXLookup) OfSecurely(ctx context.Context, name string) ([]MX, MXSecurity, evidence.Cause, error) {
	var found MXSecurity
	e.Lookup = func(ctx context.Context, name string) ([]MX, error) {
		answer, err := e.Resolver.SecureMX(ctx, name)
		found.Secure = answer.Secure
		if answer.Secure && !strings.EqualFold(answer.Name, name) {
			found.Alias = answer.Name
		}
		return answer.Records, err
	}
	exchangers, cause, err := e.Of(ctx, name)
	return exchangers, found, cause, err
}
