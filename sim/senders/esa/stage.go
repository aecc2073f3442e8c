package esa

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"

	"mtalab/internal/names"
	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
)

// verification is the result of both stages (ESA-20).
type verification struct {
	ok    bool
	why   string
	cause evidence.Cause
}

// verify runs stage I, certificate validation, and stage II, server identity validation.
func (d *delivery) verify(ctx context.Context, state tls.ConnectionState, to candidate) verification {
	validation := d.validate(ctx, state)
	d.env.Record(validation)
	if !validation.Accepted() {
		return verification{why: validation.Finding(), cause: validation.Cause}
	}
	if d.faults.ChecksNoName {
		return verification{ok: true, why: "no name is compared"}
	}
	references := referenceIdentifiers{
		nextHop: d.nextHopNames(ctx, d.domain, to),
		reverse: d.reverseNames(ctx, to),
		observe: d.env.Record,
	}
	if _, literal := names.AddressLiteral(d.domain); !literal {
		references.domain = d.domain
	}
	flow := d.options.Verify
	if d.setting == RequiredVerifyHosted {
		flow = d.options.hosted
	}
	leaf := state.PeerCertificates[0]
	d.noteNames(leaf)
	identity := flow(presentedBy(leaf), references)
	if deciding, ok := identity.deciding(); ok {
		return verification{ok: true, why: fmt.Sprintf("%s: %s ~= %s", deciding.Pair(), deciding.Presented, deciding.Reference), cause: deciding.Cause}
	}
	d.noteLeftOut(to, leaf.Subject.CommonName)
	return verification{why: "no name of the certificate matches a name that is accepted"}
}

// reverseNames are the PTR names of the connected address (ESA-44), each a reference only if its own
// address is the connected one (ESA-45).
func (o *outbox) reverseNames(ctx context.Context, to candidate) func(func(referenceIdentifier) bool) {
	address := to.address.Addr()
	return func(yield func(referenceIdentifier) bool) {
		names, err := o.resolver.Reverse(ctx, address)
		if err != nil {
			yield(refused(err, "%v", err))
			return
		}
		if o.options.ptr == "first" && len(names) > 0 {
			names = names[:1]
		}
		for _, name := range names {
			reference := referenceIdentifier{name: name, source: fromPTR}
			several, err := o.leadsTo(ctx, name, to)
			switch {
			case several:
				reference.cause = oneOfAddresses
			case len(names) > 1 || o.options.ptr == "first":
				reference.cause = oneOfReverseNames
			case address.Is6():
				reference.cause = reverseOfIPv6
			}
			if err != nil {
				reference = refused(err, "%s (PTR) is no reference: %v", name, err)
			}
			if !yield(reference) {
				return
			}
		}
	}
}

func refused(err error, format string, arguments ...any) referenceIdentifier {
	cause := inconsistentReverse
	if errors.Is(err, outbound.ErrTemporary) {
		cause = reverseUnknown
	}
	return referenceIdentifier{refused: &evidence.Note{Text: fmt.Sprintf(format, arguments...), Cause: cause}}
}

// leadsTo checks A(PTR(IP)) = IP, through AAAA for IPv6 (ESA-48); one of several addresses is enough (AMB-39), and several says that there are more.
func (o *outbox) leadsTo(ctx context.Context, name string, to candidate) (several bool, err error) {
	address := to.address.Addr()
	lookup := o.resolver.IPv4
	if address.Is6() {
		lookup = o.resolver.IPv6
	}
	o.reversing = true
	addresses, err := lookup(ctx, name)
	o.reversing = false
	if err != nil {
		return false, err
	}
	if !slices.Contains(addresses, address) {
		return false, fmt.Errorf("it leads to %v and not to %s", addresses, address)
	}
	return len(addresses) > 1, nil
}
