package sim

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"mtalab/internal/certpath"
	"mtalab/sim/network"
)

// listPatience is how long an MTA waits for a list, by the world's clock.
const listPatience = 30 * time.Second

var (
	errRevoked   = errors.New("it was revoked")
	errUnchecked = errors.New("nobody says whether it was revoked")
)

// checkClient says whether a client's certificate, or an authority between it and the trust anchor, was revoked, by the
// lists that they name. A list that cannot be had is held against it (EXCH-39).
func (h *host) checkClient(path []*x509.Certificate) error {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for i, certificate := range path[:len(path)-1] {
		if err := h.checkListed(ctx, certificate, path[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (h *host) checkListed(ctx context.Context, certificate, issuer *x509.Certificate) error {
	var trouble error
	for _, from := range certificate.CRLDistributionPoints {
		status := certpath.Unknown
		list, err := certpath.Fetch(ctx, from, h.dialWeb)
		if err == nil {
			status, _ = certpath.Listed(list, from, certificate, issuer, h.world.Clock.Now())
		}
		switch {
		case status == certpath.Revoked:
			return errRevoked
		case status == certpath.Standing:
			return nil
		}
		trouble = errUnchecked
	}
	return trouble
}

// dialWeb connects to a web server by the records of the world.
func (h *host) dialWeb(ctx context.Context, protocol, to string) (net.Conn, error) {
	name, port, err := net.SplitHostPort(to)
	if err != nil {
		return nil, err
	}
	for _, record := range h.world.World.DNS.Records {
		if strings.EqualFold(strings.TrimSuffix(record.Name, "."), name) && (record.Type == "A" || record.Type == "AAAA") {
			name = record.Value
			break
		}
	}
	address, err := netip.ParseAddr(name)
	if err != nil {
		return nil, fmt.Errorf("%s has no address", name)
	}
	timed := network.Timed{Network: h.world.network, Clock: h.world.Clock, Lost: h.world.lost, Refused: h.world.refused}
	conn, err := timed.DialContext(ctx, protocol, net.JoinHostPort(address.String(), port))
	if err != nil {
		return nil, err
	}
	return conn, conn.SetReadDeadline(h.world.Clock.Now().Add(listPatience))
}
