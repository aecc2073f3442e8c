package outbound

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"

	"mtalab/sim/evidence"
)

// What the MX records of a name can say beside its exchangers.
var (
	ErrNullMX = errors.New("it accepts no mail: it has a null MX") // RFC 7505
	ErrLoop   = errors.New("mail for it loops back to myself")
)

// MXLookup finds the hosts that take the mail for a domain.
type MXLookup struct {
	Resolver *Resolver
	Hostname string     // the sender's own name, for loops (R5321-10)
	Random   *rand.Rand // chooses among equals (R5321-8)
	Record   func(any)  // is told of what is left out
	// Lookup looks up the records; nil: Resolver.MX does.
	Lookup func(ctx context.Context, domain string) ([]MX, error)
}

// Of finds the hosts that take the mail for a name, best first (RFC 5321 §5.1), and why these: without MX
// records the name itself (R5321-3); never the sender, nor what is no better than it (R5321-10).
// The errors are ErrNullMX, ErrLoop and those of the resolver.
func (e MXLookup) Of(ctx context.Context, name string) ([]MX, evidence.Cause, error) {
	lookup := e.Lookup
	if lookup == nil {
		lookup = e.Resolver.MX
	}
	answered, err := lookup(ctx, name)
	switch {
	case errors.Is(err, ErrNoRecords):
		return []MX{{Host: name}}, ImplicitMX, nil
	case err != nil:
		return nil, evidence.Cause{}, err
	case len(answered) == 1 && answered[0] == (MX{}):
		return nil, evidence.Cause{}, fmt.Errorf("%s: %w", name, ErrNullMX)
	}
	exchangers := e.ByPreference(answered)
	if own := e.ownPreference(exchangers); own >= 0 {
		e.Record(evidence.Note{Text: fmt.Sprintf("%s is this sender itself: it, and what is no better, is left out", e.Hostname), Cause: OwnHost})
		exchangers = exchangers[:own]
		if len(exchangers) == 0 {
			return nil, evidence.Cause{}, fmt.Errorf("%s: %w", name, ErrLoop)
		}
	}
	cause := OneExchanger
	switch {
	case slices.ContainsFunc(answered, func(mx MX) bool { return mx.Host == "" }):
		cause = RootDropped
	case len(exchangers) > 1:
		cause = ByPreference
	}
	return exchangers, cause, nil
}

// ByAddresses is the cause of an order of candidates, of which hosts is the one found so far: where there is one
// host, its addresses decide.
func ByAddresses(hosts evidence.Cause, addresses []netip.Addr) evidence.Cause {
	switch {
	case hosts != OneExchanger && hosts != ImplicitMX || len(addresses) < 2:
		return hosts
	case addresses[0].Is4() != addresses[len(addresses)-1].Is4():
		return BothFamilies
	}
	return InOrderOfAnswer
}

// NoPlan is the cause of a plan without candidates, where the answer to the question for MX records decides.
func NoPlan(v Verdict) evidence.Cause {
	switch v.Cause {
	case NullMX:
		return NullMXRecord
	case NoSuchDomain:
		return WithoutConnection
	}
	return v.Cause
}

// Unusable is the cause for which a host leads nowhere, by the error of Addresses.
func Unusable(err error) evidence.Cause {
	switch {
	case errors.Is(err, ErrStar):
		return StarMX
	case errors.Is(err, ErrNoHost), errors.Is(err, ErrNoDomain), errors.Is(err, ErrNoRecords):
		return UnusableMX
	}
	return NoUsableHost
}

// Nowhere is the cause for which no host can be used: of a single MX host what is wrong with it, and of an implicit
// one that the domain has no address.
func Nowhere(hosts evidence.Cause, err error) evidence.Cause {
	missing := errors.Is(err, ErrNoDomain) || errors.Is(err, ErrNoRecords)
	switch {
	case hosts == ImplicitMX:
		return NoUsableHost
	case hosts == OneExchanger && missing:
		return NotTheDomain
	case hosts == OneExchanger:
		return Unusable(err)
	}
	return NoUsableHost
}

// VerdictForLookupError is what becomes of a message where Of finds nobody: the verdict on its error.
func VerdictForLookupError(err error) Verdict {
	v := Verdict{Fate: evidence.Bounced}
	switch {
	case errors.Is(err, ErrNoDomain):
		v.Cause, v.Reason = NoSuchDomain, fmt.Sprintf("5.1.2 bad destination host: %v", err)
	case errors.Is(err, ErrNullMX):
		v.Cause, v.Reason = NullMX, fmt.Sprintf("5.1.10 %v", err)
	case errors.Is(err, ErrLoop):
		v.Cause, v.Reason = OnlyToMyself, fmt.Sprintf("5.4.6 %v", err)
	default:
		v = Verdict{Fate: evidence.Deferred, Cause: NoAnswerYet, Reason: err.Error()}
	}
	return v
}

// ByPreference sorts, lower first, with equals in random order (R5321-8); one host counts once, and
// the root is no host (R7505-2).
func (e MXLookup) ByPreference(exchangers []MX) []MX {
	exchangers = slices.Clone(exchangers)
	e.Random.Shuffle(len(exchangers), func(i, j int) { exchangers[i], exchangers[j] = exchangers[j], exchangers[i] })
	slices.SortStableFunc(exchangers, func(a, b MX) int { return cmp.Compare(a.Preference, b.Preference) })
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(exchangers, func(mx MX) bool {
		name := strings.ToLower(mx.Host)
		defer func() { seen[name] = true }()
		return seen[name]
	})
}

// ownPreference finds the first of the exchangers that are no better than the sender itself (R5321-10);
// -1 if the sender is none of them.
func (e MXLookup) ownPreference(exchangers []MX) int {
	own := slices.IndexFunc(exchangers, func(mx MX) bool { return strings.EqualFold(mx.Host, e.Hostname) })
	if own < 0 {
		return -1
	}
	return slices.IndexFunc(exchangers, func(mx MX) bool { return mx.Preference >= exchangers[own].Preference })
}

// Why a name is not looked up.
var (
	ErrNoHost = errors.New("is not a host name")
	ErrStar   = errors.New("is not a host name") // it has a star
)

// Addresses looks up a host: IPv4 first, each family in the order of the answer (R5321-9, R5321-11). There
// is at least one if there is no error.
func (r *Resolver) Addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	return addressesBy(ctx, host, r.IPv4, r.IPv6)
}

func addressesBy(ctx context.Context, host string, lookUp4, lookUp6 func(context.Context, string) ([]netip.Addr, error)) ([]netip.Addr, error) {
	if strings.Contains(host, "*") {
		return nil, fmt.Errorf("%s %w", host, ErrStar) // AMB-34
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return nil, fmt.Errorf("%s %w", host, ErrNoHost) // R5321-6
	}
	four, err4 := lookUp4(ctx, host)
	six, err6 := lookUp6(ctx, host)
	all := slices.Concat(four, six)
	switch {
	case len(all) > 0:
		return all, nil
	case errors.Is(err6, ErrTemporary):
		return nil, err6
	}
	return nil, err4
}
