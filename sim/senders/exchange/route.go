package exchange

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mtalab/internal/names"
	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
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
func (d *delivery) plan(ctx context.Context) ([]candidate, evidence.Cause, outbound.Verdict) {
	if address, literal := names.AddressLiteral(d.domain); literal {
		return []candidate{{source: fromLiteral, address: netip.AddrPortFrom(address, smtpPort)}}, evidence.Cause{}, outbound.Verdict{}
	}
	if d.options.smartHost != "" {
		return d.resolve(ctx, fromSmartHost, evidence.Deferred, throughSmartHost, d.options.smartHost)
	}
	exchangers, cause, err := outbound.MXLookup{Resolver: d.resolver, Hostname: d.env.Hostname, Random: d.random, Record: d.env.Record}.Of(ctx, d.domain)
	if err != nil {
		v := outbound.VerdictForLookupError(err)
		return nil, outbound.NoPlan(v), v
	}
	hosts := make([]string, len(exchangers))
	for i, mx := range exchangers {
		hosts[i] = mx.Host
	}
	return d.resolve(ctx, fromMX, evidence.Bounced, cause, hosts...)
}

// resolve looks up the addresses of hosts. If none has any, fateIfNone is the fate, unless one may have it later.
func (d *delivery) resolve(ctx context.Context, source string, fateIfNone evidence.Fate, cause evidence.Cause, hosts ...string) ([]candidate, evidence.Cause, outbound.Verdict) {
	var found []candidate
	trouble := errors.New("no MX names a host")
	for i, host := range hosts {
		addresses, err := d.resolver.Addresses(ctx, host)
		if slices.ContainsFunc(addresses, netip.Addr.IsLoopback) {
			addresses, err = nil, fmt.Errorf("%s is this machine", host) // DN-29
		}
		if errors.Is(err, outbound.ErrTemporary) || ctx.Err() != nil {
			fateIfNone = evidence.Deferred
		}
		if err != nil && i == 0 {
			trouble = err
		}
		cause = outbound.ByAddresses(cause, addresses)
		for _, address := range addresses {
			found = append(found, candidate{host, source, netip.AddrPortFrom(address, smtpPort)})
		}
	}
	if len(found) == 0 {
		cause = outbound.Nowhere(cause, trouble)
		return nil, cause, outbound.Verdict{Fate: fateIfNone, Cause: cause, Reason: "no usable host: " + trouble.Error()}
	}
	return found, cause, outbound.Verdict{}
}

// described is a candidate as a plan names it. Under the settings that look at names, its own is one
// that counts if it stands in the DNS as an MX host.
func (d *delivery) described(to candidate) evidence.NextHop {
	way := evidence.Origin{Host: to.host, Source: to.source}
	switch {
	case to.source == fromMX && strings.EqualFold(to.host, d.domain):
		way.Source = "implicit MX"
	case to.source == fromMX && d.setting.Mutual && d.options.names != "domain":
		way.Reference = to.host
	}
	return evidence.NextHop{Address: to.address, Origins: []evidence.Origin{way}}
}
