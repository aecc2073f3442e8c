package outbound

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"time"

	"mtalab/internal/certpath"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// listPatience is how long a web server is waited for, by the world's clock.
const listPatience = 30 * time.Second

// Revocation asks whether a certificate was revoked.
type Revocation struct {
	Env sim.Env
	// Addresses are those of a web server, by its name.
	Addresses func(ctx context.Context, host string) ([]netip.Addr, error)
	// Revoked is the cause of a certificate that was revoked, and Unknown that of one of which nobody says.
	Revoked, Unknown evidence.Cause
	// Hard rejects a certificate that says where it could be known, if nobody says so.
	Hard bool
}

// Check looks at every certificate of a validated chain, leaf first, below its trust anchor. Nothing is kept from one
// delivery to the next. It asks the stapled OCSP response, which is about the leaf (RFC 6066 §8), and then the CRLs that
// a certificate names, until one of them knows. OCSP responders are not asked. Named says whether there was anybody to ask.
func (r Revocation) Check(ctx context.Context, chain []*x509.Certificate, staple []byte) (found evidence.Validation, named bool) {
	named = len(staple) > 0
	for i, certificate := range chain[:len(chain)-1] {
		sources := len(certificate.CRLDistributionPoints) + len(certificate.OCSPServer)
		named = named || sources > 0
		known := r.of(ctx, certificate, chain[i+1], staple)
		staple = nil
		switch {
		case known == certpath.Revoked:
			return evidence.Validation{Problem: evidence.Revoked, Detail: Called(certificate) + " was revoked by its issuer", Cause: r.Revoked}, named
		case known == certpath.Unknown && sources > 0 && r.Hard:
			return evidence.Validation{Problem: evidence.RevocationUnchecked, Detail: "nobody says whether " + Called(certificate) + " was revoked", Cause: r.Unknown}, named
		}
	}
	return evidence.Validation{}, named
}

func (r Revocation) of(ctx context.Context, certificate, issuer *x509.Certificate, staple []byte) certpath.Status {
	now := r.Env.Clock.Now()
	if len(staple) > 0 {
		known, err := certpath.Stapled(staple, certificate, issuer, now)
		if err == nil {
			r.note(stapledResponse, "the stapled OCSP response says of %s: %s", Called(certificate), known)
			return known
		}
		r.note(r.Unknown, "the stapled OCSP response is of no use: %v", err)
	}
	for _, from := range certificate.CRLDistributionPoints {
		known, err := r.listed(ctx, from, certificate, issuer)
		if err == nil {
			r.note(listedInCRL, "the CRL %s says of %s: %s", from, Called(certificate), known)
			return known
		}
		r.note(r.Unknown, "the CRL %s is of no use: %v", from, err)
	}
	return certpath.Unknown
}

func (r Revocation) listed(ctx context.Context, from string, certificate, issuer *x509.Certificate) (certpath.Status, error) {
	der, err := certpath.Fetch(ctx, from, r.dial)
	if err != nil {
		return certpath.Unknown, errors.New(Trouble(err))
	}
	return certpath.Listed(der, from, certificate, issuer, r.Env.Clock.Now())
}

// dial connects to the first address of a web server that answers.
func (r Revocation) dial(ctx context.Context, network, to string) (net.Conn, error) {
	host, service, err := net.SplitHostPort(to)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, err
	}
	var addresses []netip.Addr
	if address, err := netip.ParseAddr(host); err == nil {
		addresses = []netip.Addr{address}
	} else if addresses, err = r.Addresses(ctx, host); err != nil {
		return nil, err
	}
	err = fmt.Errorf("%s has no address", host)
	for _, address := range addresses {
		var conn net.Conn
		conn, err = r.Env.Network.DialContext(ctx, network, netip.AddrPortFrom(address, uint16(port)).String())
		if err == nil {
			return conn, conn.SetReadDeadline(r.Env.Clock.Now().Add(listPatience))
		}
	}
	return nil, err
}

func (r Revocation) note(cause evidence.Cause, format string, arguments ...any) {
	r.Env.Record(evidence.Note{Text: fmt.Sprintf(format, arguments...), Cause: cause})
}
