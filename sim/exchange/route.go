package exchange

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"mtalab/sim"
	"mtalab/sim/outbound"
)

const smtpPort = 25

// candidate is one address that a message may go to.
type candidate struct {
	host    string // the MX host, or the smart host; empty for an address literal
	source  string // what names it
	address netip.AddrPort
}

// Where a host comes from.
const (
	fromMX        = "MX"
	fromSmartHost = "smart host"
	fromLiteral   = "address literal"
)

// plan finds the candidates for the recipient domain, best first, or the verdict on a domain without any:
// the hosts of its MX records (RFC 5321 §5.1), or the smart host.
func (d *delivery) plan(ctx context.Context) ([]candidate, outbound.Verdict) {
	if address, literal := outbound.AddressLiteral(d.domain); literal {
		return []candidate{{source: fromLiteral, address: netip.AddrPortFrom(address, smtpPort)}}, outbound.Verdict{}
	}
	if d.options.SmartHost != "" {
		return d.resolve(ctx, fromSmartHost, sim.Deferred, d.options.SmartHost)
	}
	exchangers, err := outbound.Exchangers{Resolver: d.resolver, Hostname: d.env.Hostname, Random: d.random}.Of(ctx, d.domain)
	switch {
	case errors.Is(err, outbound.ErrNoDomain):
		return nil, decided(sim.Bounced, "R5321-2", err)
	case errors.Is(err, outbound.ErrNullMX):
		return nil, decided(sim.Bounced, "R7505-3", err)
	case errors.Is(err, outbound.ErrLoop):
		return nil, decided(sim.Bounced, "R5321-10", err)
	case err != nil:
		return nil, decided(sim.Deferred, "R5321-2", err)
	}
	hosts := make([]string, len(exchangers))
	for i, mx := range exchangers {
		hosts[i] = mx.Host
	}
	return d.resolve(ctx, fromMX, sim.Bounced, hosts...)
}

// resolve looks up the addresses of hosts. If none has any, hopeless is the fate, unless one may have it later.
func (d *delivery) resolve(ctx context.Context, source string, hopeless sim.Fate, hosts ...string) ([]candidate, outbound.Verdict) {
	var found []candidate
	trouble := errors.New("no MX names a host")
	for i, host := range hosts {
		addresses, err := d.resolver.Addresses(ctx, host)
		if errors.Is(err, outbound.ErrTemporary) || ctx.Err() != nil {
			hopeless = sim.Deferred
		}
		if err != nil && i == 0 {
			trouble = err
		}
		for _, address := range addresses {
			found = append(found, candidate{host, source, netip.AddrPortFrom(address, smtpPort)})
		}
	}
	if len(found) == 0 {
		return nil, decided(hopeless, "R5321-4", trouble)
	}
	return found, outbound.Verdict{}
}

func decided(fate sim.Fate, rule string, err error) outbound.Verdict {
	return outbound.Verdict{Fate: fate, Rule: rule, Reason: err.Error()}
}

// described is a candidate as a plan names it. Under the settings that look at names, its own is one
// that counts if it stands in the DNS as an MX host.
func (d *delivery) described(to candidate) sim.Candidate {
	way := sim.Way{Host: to.host, Source: to.source}
	switch {
	case to.source == fromMX && strings.EqualFold(to.host, d.domain):
		way.Source = "implicit MX"
	case to.source == fromMX && d.setting == sim.DomainSecurity && d.options.Names != "domain":
		way.Reference = to.host
	}
	return sim.Candidate{Address: to.address, Ways: []sim.Way{way}}
}
