package esa

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

const smtpPort = 25

// hop is one host that a message may go to, before its addresses are looked up.
type hop struct {
	host    string     // looked up for addresses; empty: address is given
	address netip.Addr // an IP route or an address literal
	port    uint16
	// identity is the name that counts for this hop under Hosted, and source what it is: the MX
	// name or the name of the SMTP route (ESA-52). An IP route has none of its own (ESA-55).
	identity, source string
	// alias is what the domain that led to it by MX records is a secure alias of; empty: of nothing.
	alias string
	// securely says that its addresses are looked up for DANE, whose say HostSecurity is.
	securely bool
	outbound.HostSecurity
	// unusable says why it leads nowhere, where that is known without asking for its addresses.
	unusable error
}

// candidate is one address that a message may go to, with all the hops that lead there (ESA-63).
type candidate struct {
	address netip.AddrPort
	hops    []hop
}

// String is how a person calls it.
func (c candidate) String() string {
	if name := c.hops[0].host; name != "" {
		return fmt.Sprintf("%s (%s)", name, c.address.Addr())
	}
	return c.address.Addr().String()
}

// deliveryPlan is where a message for one domain may go, best first, or why nowhere.
type deliveryPlan struct {
	candidates []candidate
	fate       evidence.Fate // set if it is decided without a connection
	reason     string
	why        evidence.Cause // of the candidates and their order, or that there are none
	cause      evidence.Cause
	route      string // the domain of the SMTP route that leads there; empty: none does
}

func decided(fate evidence.Fate, cause evidence.Cause, format string, arguments ...any) deliveryPlan {
	return deliveryPlan{fate: fate, cause: cause, why: cause, reason: fmt.Sprintf(format, arguments...)}
}

// resolve looks up the addresses of the hops, orders those of each as the entry of the recipient domain says, and merges
// those that lead to the same one (ESA-56, ESA-63). If no hop has an address, fateIfNone is the fate, unless one may have it
// later.
func (o *outbox) resolve(ctx context.Context, domain string, hops []hop, fateIfNone evidence.Fate, why evidence.Cause) deliveryPlan {
	if len(hops) == 0 {
		return decided(fateIfNone, outbound.NoUsableHost, "no MX names a host")
	}
	family := o.env.Policy.ControlsFor(domain).Addresses
	if family != "" && family != policy.IPv4First {
		o.note(addressesAsTold, "the destination controls want the addresses of %s by %s", domain, familyWord(family))
	}
	found := deliveryPlan{why: why}
	var troubles []string
	var last error
	for _, hop := range hops {
		hop.securely = o.asksForDANE(domain) != policy.NoDANE
		addresses, err := o.addresses(ctx, &hop, family)
		if err != nil {
			troubles, last = append(troubles, err.Error()), err
			if len(hops) > 1 {
				o.note(outbound.Unusable(err), "%s leads nowhere: %v", hop.host, err)
			}
			if errors.Is(err, errNotNow) || errors.Is(err, outbound.ErrTemporary) || ctx.Err() != nil {
				fateIfNone = evidence.Deferred
			}
		}
		found.why = outbound.ByAddresses(found.why, addresses)
		for _, address := range addresses {
			found.add(hop, netip.AddrPortFrom(address, hop.port))
		}
	}
	if len(found.candidates) == 0 {
		cause := outbound.Nowhere(why, last)
		if errors.Is(last, errOtherFamily) {
			cause = outbound.OtherFamily
		}
		return decided(fateIfNone, cause, "no usable host: %s", strings.Join(troubles, "; "))
	}
	for _, candidate := range found.candidates {
		o.noteShared(candidate)
	}
	return found
}

// noteShared tells of an address to which several names lead: there is one connection (ESA-56, ESA-63).
func (o *outbox) noteShared(to candidate) {
	if len(to.hops) < 2 {
		return
	}
	var names []string
	cause := sharedByMX
	for _, hop := range to.hops {
		if hop.source == fromRoute {
			cause = sharedByRoutes
		}
		if name := cmp.Or(hop.identity, hop.host); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 1 {
		o.note(cause, "%s share %s: one connection", strings.Join(names, ", "), to.address.Addr())
	}
}

func (p *deliveryPlan) add(via hop, address netip.AddrPort) {
	for n := range p.candidates {
		if p.candidates[n].address == address {
			p.candidates[n].hops = append(p.candidates[n].hops, via)
			return
		}
	}
	p.candidates = append(p.candidates, candidate{address: address, hops: []hop{via}})
}

// errNotNow says that a host has addresses, but none that this sender may use; errOtherFamily that they are of a family
// that it does not.
var (
	errNotNow      = errors.New("no address that may be used")
	errOtherFamily = fmt.Errorf("%w", errNotNow)
)

// addresses looks up a host, and leaves out the addresses that may not be used.
func (o *outbox) addresses(ctx context.Context, to *hop, family policy.Addresses) ([]netip.Addr, error) {
	if to.unusable != nil {
		return nil, to.unusable
	}
	if to.address.IsValid() {
		return []netip.Addr{to.address}, nil
	}
	all, err := o.lookUpAddresses(ctx, to)
	if err != nil {
		return nil, err
	}
	usable := slices.DeleteFunc(family.Of(all), func(address netip.Addr) bool {
		return o.options.addressFamily == "ipv4" && !address.Is4() || o.options.addressFamily == "ipv6" && !address.Is6()
	})
	if len(usable) == 0 && family != "" {
		return nil, fmt.Errorf("%s: %w under %s: %v", to.host, errOtherFamily, familyWord(family), all)
	}
	if len(usable) == 0 {
		return nil, fmt.Errorf("%s: %w: %v", to.host, errOtherFamily, all)
	}
	if slices.ContainsFunc(usable, netip.Addr.IsLoopback) {
		if o.options.loopbackMX == "defer" {
			return nil, fmt.Errorf("%s: %w: it is this machine", to.host, errNotNow)
		}
		return nil, fmt.Errorf("%s is this machine", to.host)
	}
	return usable, nil
}
