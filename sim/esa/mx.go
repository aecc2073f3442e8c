package esa

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mtalab/sim"
	"mtalab/sim/outbound"
)

// What the MX records of a name can say beside its exchangers.
var (
	errNullMX = errors.New("it accepts no mail: it has a null MX") // RFC 7505
	errLoop   = errors.New("mail for it loops back to myself")
)

// exchangers finds the hosts that take the mail for a name, best first (RFC 5321 §5.1): without MX
// records the name itself (R5321-3); never the sender, nor what is no better than it (R5321-10).
// The errors are errNullMX, errLoop and those of the resolver.
func (o *outbox) exchangers(ctx context.Context, name string) ([]outbound.MX, error) {
	exchangers, err := o.resolver.MX(ctx, name)
	switch {
	case errors.Is(err, outbound.ErrNoRecords):
		exchangers = []outbound.MX{{Host: name}}
	case err != nil:
		return nil, err
	case len(exchangers) == 1 && exchangers[0] == (outbound.MX{}):
		return nil, fmt.Errorf("%s: %w", name, errNullMX)
	}
	exchangers = o.byPreference(exchangers)
	if own := o.ownPreference(exchangers); own >= 0 {
		exchangers = exchangers[:own]
		if len(exchangers) == 0 {
			return nil, fmt.Errorf("%s: %w", name, errLoop)
		}
	}
	return exchangers, nil
}

// byMX finds the candidates of a domain through its MX records.
func (o *outbox) byMX(ctx context.Context, domain string) itinerary {
	exchangers, err := o.exchangers(ctx, domain)
	switch {
	case errors.Is(err, outbound.ErrNoDomain):
		return decided(sim.Bounced, "R5321-2", "5.1.2 bad destination host: %v", err)
	case errors.Is(err, errNullMX):
		return decided(sim.Bounced, "R7505-3", "5.1.10 %v", err)
	case errors.Is(err, errLoop):
		return decided(sim.Bounced, "R5321-10", "5.4.6 %v", err)
	case err != nil:
		return decided(sim.Deferred, "R5321-2", "%v", err)
	}
	var hops []hop
	for _, mx := range exchangers {
		through := hop{host: mx.Host, port: smtpPort, identity: mx.Host, source: FromMX}
		if strings.EqualFold(mx.Host, domain) {
			through.identity = "" // AMB-41: the recipient domain is compared anyway
		}
		hops = append(hops, through)
	}
	return o.resolve(ctx, hops, sim.Bounced)
}

// byPreference sorts, lower first, with equals in random order (R5321-8); one host counts once, and
// the root is no host (R7505-2).
func (o *outbox) byPreference(exchangers []outbound.MX) []outbound.MX {
	exchangers = slices.Clone(exchangers)
	o.random.Shuffle(len(exchangers), func(i, j int) { exchangers[i], exchangers[j] = exchangers[j], exchangers[i] })
	slices.SortStableFunc(exchangers, func(a, b outbound.MX) int { return cmp.Compare(a.Preference, b.Preference) })
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(exchangers, func(mx outbound.MX) bool {
		name := strings.ToLower(mx.Host)
		defer func() { seen[name] = true }()
		return seen[name]
	})
}

// ownPreference finds the first of the exchangers that are no better than the sender itself (R5321-10);
// -1 if the sender is none of them.
func (o *outbox) ownPreference(exchangers []outbound.MX) int {
	own := slices.IndexFunc(exchangers, func(mx outbound.MX) bool { return strings.EqualFold(mx.Host, o.env.Hostname) })
	if own < 0 {
		return -1
	}
	return slices.IndexFunc(exchangers, func(mx outbound.MX) bool { return mx.Preference >= exchangers[own].Preference })
}

// allMXNames yields every MX name of the recipient domain (AMB-17, AMB-18).
func (o *outbox) allMXNames(ctx context.Context, domain string, yield func(Reference) bool) {
	if _, literal := addressLiteral(domain); literal {
		return // AMB-35
	}
	exchangers, err := o.resolver.MX(ctx, domain)
	if err != nil {
		yield(Reference{Refused: &sim.Note{Text: fmt.Sprintf("no MX name to compare with: %v", err), Rule: "ESA-55"}})
		return
	}
	for _, mx := range o.byPreference(exchangers) {
		if !yield(Reference{Name: mx.Host, Source: FromMX}) {
			return
		}
	}
}
