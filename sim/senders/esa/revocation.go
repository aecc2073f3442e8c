package esa

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"time"

	"golang.org/x/crypto/ocsp"

	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
)

const (
	listPatience = 30 * time.Second // with a web server, by the world's clock
	largestList  = 1 << 20          // octets of a CRL
)

// revocation is what is known of a certificate.
type revocation int

const (
	unknown revocation = iota
	standing
	revoked
)

// checkRevocation looks at every certificate of a verified chain below its trust anchor. Nothing is
// kept from one delivery to the next. What is not known counts for nothing (ESA-22, AMB-45), unless the
// option "revocation" is "hard" and the certificate says where it could be known.
func (d *delivery) checkRevocation(ctx context.Context, chain []*x509.Certificate, staple []byte) evidence.Validation {
	sources := len(staple)
	for i, certificate := range chain[:len(chain)-1] {
		named := len(certificate.CRLDistributionPoints) + len(certificate.OCSPServer)
		sources += named
		known := d.revocationOf(ctx, certificate, chain[i+1], staple)
		staple = nil // it is about the leaf (RFC 6066 §8)
		switch {
		case known == revoked:
			return evidence.Validation{Problem: evidence.Revoked, Detail: outbound.Called(certificate) + " was revoked by its issuer", Cause: revokedByIssuer}
		case known == unknown && named > 0 && d.options.revocation == "hard":
			return evidence.Validation{Problem: evidence.RevocationUnchecked, Detail: "nobody says whether " + outbound.Called(certificate) + " was revoked", Cause: revocationUnknown}
		}
	}
	if sources == 0 {
		d.note(noRevocationSource, "no certificate says how to find out whether it was revoked")
	}
	return evidence.Validation{}
}

// revocationOf asks the stapled OCSP response, if there is one, then the CRLs that the certificate names,
// until one of them knows. OCSP responders are not asked.
func (d *delivery) revocationOf(ctx context.Context, certificate, issuer *x509.Certificate, staple []byte) revocation {
	if len(staple) > 0 {
		known, err := d.stapled(staple, certificate, issuer)
		if err == nil {
			d.note(stapledResponse, "the stapled OCSP response says of %s: %s", outbound.Called(certificate), known)
			return known
		}
		d.note(revocationUnknown, "the stapled OCSP response is of no use: %v", err)
	}
	for _, from := range certificate.CRLDistributionPoints {
		known, err := d.listed(ctx, from, certificate, issuer)
		if err == nil {
			d.note(listedInCRL, "the CRL %s says of %s: %s", from, outbound.Called(certificate), known)
			return known
		}
		d.note(revocationUnknown, "the CRL %s is of no use: %v", from, err)
	}
	return unknown
}

func (r revocation) String() string {
	return []string{unknown: "unknown", standing: "not revoked", revoked: "revoked"}[r]
}

// What makes a source of revocation data useless.
var (
	errOutdated   = errors.New("it is out of date")
	errUndecided  = errors.New("it does not know the certificate")
	errExtension  = errors.New("it has a critical extension that is unknown") // RFC 5280 §5.2
	errUnsuitable = errors.New("only http is understood")
	errDelegate   = errors.New("whoever signed it may not") // RFC 6960 §4.2.2.2
)

// stapled reads an OCSP response, which the issuer or a delegate of the issuer must have signed.
func (d *delivery) stapled(response []byte, certificate, issuer *x509.Certificate) (revocation, error) {
	said, err := ocsp.ParseResponseForCert(response, certificate, issuer)
	if err != nil {
		return unknown, err
	}
	switch now := d.env.Clock.Now(); {
	case said.Certificate != nil && !said.Certificate.Equal(issuer) && !slices.Contains(said.Certificate.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning):
		return unknown, errDelegate
	case now.Before(said.ThisUpdate) || !said.NextUpdate.IsZero() && now.After(said.NextUpdate):
		return unknown, errOutdated
	case said.Status == ocsp.Revoked:
		return revoked, nil
	case said.Status == ocsp.Good:
		return standing, nil
	}
	return unknown, errUndecided
}

// listed fetches a CRL and looks a certificate up in it. A list that is out of date counts for nothing,
// whatever stands in it (RFC 5280 §6.3.3).
func (d *delivery) listed(ctx context.Context, from string, certificate, issuer *x509.Certificate) (revocation, error) {
	der, err := d.fetch(ctx, from)
	if err != nil {
		return unknown, err
	}
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		return unknown, err
	}
	if err := list.CheckSignatureFrom(issuer); err != nil {
		return unknown, err
	}
	if now := d.env.Clock.Now(); now.Before(list.ThisUpdate) || now.After(list.NextUpdate) {
		return unknown, errOutdated
	}
	if slices.ContainsFunc(list.Extensions, func(extension pkix.Extension) bool { return extension.Critical }) {
		return unknown, errExtension
	}
	for _, entry := range list.RevokedCertificateEntries {
		if entry.SerialNumber.Cmp(certificate.SerialNumber) == 0 {
			return revoked, nil
		}
	}
	return standing, nil
}

// fetch gets a file from a web server of the world.
func (d *delivery) fetch(ctx context.Context, from string) ([]byte, error) {
	if where, err := url.Parse(from); err != nil || where.Scheme != "http" {
		return nil, errUnsuitable
	}
	question, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, err
	}
	client := http.Client{Transport: &http.Transport{DialContext: d.dialWeb, DisableKeepAlives: true, DisableCompression: true}}
	answer, err := client.Do(question)
	if err != nil {
		return nil, errors.New(outbound.Trouble(errors.Unwrap(err)))
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the web server answers %s", answer.Status)
	}
	content, err := io.ReadAll(io.LimitReader(answer.Body, largestList+1))
	if err != nil {
		return nil, errors.New(outbound.Trouble(err))
	}
	if len(content) > largestList {
		return nil, fmt.Errorf("it has more than %d KiB", largestList>>10)
	}
	return content, nil
}

// dialWeb connects to the first address of a web server that answers.
func (o *outbox) dialWeb(ctx context.Context, network, to string) (net.Conn, error) {
	host, service, err := net.SplitHostPort(to)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, err
	}
	through := hop{host: host}
	if address, err := netip.ParseAddr(host); err == nil {
		through = hop{address: address}
	}
	addresses, err := o.addresses(ctx, through, "")
	if err != nil {
		return nil, err
	}
	var conn net.Conn
	for _, address := range addresses {
		conn, err = o.env.Network.DialContext(ctx, network, netip.AddrPortFrom(address, uint16(port)).String())
		if err == nil {
			return conn, conn.SetReadDeadline(o.env.Clock.Now().Add(listPatience))
		}
	}
	return nil, err
}
