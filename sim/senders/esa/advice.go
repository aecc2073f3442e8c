package esa

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/internal/names"
	"mtalab/sim/evidence"
	"mtalab/sim/explain"
)

// known is what was found out in an attempt of the names that the sender accepts.
type known struct {
	recipient   string   // empty for an address literal
	nextHop     []string // MX or route names
	reverse     []string // PTR names that lead back to the host
	leadingAway []string // PTR names that do not
}

// knownFrom gathers what an attempt compared, and what it would have compared had the certificate had names.
func knownFrom(delivery explain.Delivery, try explain.HostAttempt) known {
	var k known
	if _, literal := names.AddressLiteral(delivery.Domain); !literal {
		k.recipient = delivery.Domain
	}
	for _, way := range try.NextHop.Origins {
		k.nextHop = withName(k.nextHop, way.Reference)
	}
	for _, what := range try.Evidence {
		comparison, _ := what.(evidence.Comparison)
		switch comparison.Source {
		case fromMX, fromRoute:
			k.nextHop = withName(k.nextHop, comparison.Reference)
		case fromPTR:
			k.reverse = withName(k.reverse, comparison.Reference)
		}
	}
	for _, name := range try.ReverseNames() {
		if !slices.Contains(k.reverse, name) {
			k.leadingAway = withName(k.leadingAway, name)
		}
	}
	return k
}

func withName(names []string, name string) []string {
	if name == "" || slices.Contains(names, name) {
		return names
	}
	return append(slices.Clone(names), name)
}

// references are the names as a flow wants them.
func (k known) references() referenceIdentifiers {
	all := func(names []string, source string) func(func(referenceIdentifier) bool) {
		return func(yield func(referenceIdentifier) bool) {
			for _, name := range names {
				if !yield(referenceIdentifier{name: name, source: source}) {
					return
				}
			}
		}
	}
	return referenceIdentifiers{domain: k.recipient, nextHop: all(k.nextHop, fromMX), reverse: all(k.reverse, fromPTR)}
}

// counterfactual tries changes on the flow that decided.
type counterfactual struct {
	flow  func(presentedIdentifiers, referenceIdentifiers) identityResult
	at    evidence.NextHop
	found []neededChange // those after which there is a match
}

func (c *counterfactual) propose(kind changeKind, name string, presented presentedIdentifiers, accepted known, format string, arguments ...any) {
	if c.flow(presented, accepted.references()).match {
		c.found = append(c.found, neededChange{kind: kind, name: name, at: c.at, text: fmt.Sprintf(format, arguments...)})
	}
}

// matches lists the single changes after which the flow of the delivery finds a match.
func (o readings) matches(delivery explain.Delivery, try explain.HostAttempt) []neededChange {
	presented, k := presentedBy(try.TLS.PeerCertificates[0]), knownFrom(delivery, try)
	if named(delivery.Setting) == RequiredVerifyHosted {
		c := &counterfactual{flow: o.hosted, at: try.NextHop}
		c.presentOther(presented, k, append(withName(nil, k.recipient), k.nextHop...))
		return c.found
	}
	c := &counterfactual{flow: o.Verify, at: try.NextHop}
	c.presentOther(presented, k, append(withName(nil, k.recipient), k.reverse...))
	c.leadOtherwise(presented, k)
	return c.found
}

// presentOther changes the certificate. A DNS name is the better home for a name than the Common Name.
func (c *counterfactual) presentOther(presented presentedIdentifiers, k known, accepted []string) {
	for _, name := range accepted {
		better := presentedIdentifiers{dnsNames: withName(presented.dnsNames, name), commonName: presented.commonName}
		c.propose(addDNSName, name, better, k, "add %s to the certificate's DNS names", name)
	}
	for _, name := range accepted {
		better := presentedIdentifiers{dnsNames: presented.dnsNames, commonName: name}
		c.propose(setCommonName, name, better, k, "make %s the certificate's Common Name", name)
	}
	if len(presented.dnsNames) > 0 {
		better := presentedIdentifiers{commonName: presented.commonName}
		c.propose(dropDNSNames, "", better, k, "take the DNS names out of the certificate, so that its Common Name %s counts", presented.commonName)
	}
}

// leadOtherwise changes the reverse name of the host.
func (c *counterfactual) leadOtherwise(presented presentedIdentifiers, k known) {
	address, record := c.at.Address.Addr(), "A"
	if address.Is6() {
		record = "AAAA"
	}
	for _, name := range k.leadingAway {
		better := k
		better.reverse = withName(k.reverse, name)
		c.propose(leadBack, name, presented, better, "give %s the %s record %s: it is the reverse name of that address, and leads elsewhere", name, record, address)
	}
	if name := presented.commonName; !slices.Contains(k.leadingAway, strings.ToLower(name)) {
		better := k
		better.reverse = []string{name}
		c.propose(pointReverse, name, presented, better, "give %s the PTR record %s, and %s the %s record %s", address, name, name, record, address)
	}
}
