package sim

import (
	"crypto/x509"
	"slices"
	"time"

	"mtalab/pki"
)

// content is a page as it is now.
func (r *Running) content(page Page) ([]byte, error) {
	if page.CRL == nil {
		return page.Body, nil
	}
	issuer, err := r.issuerOf(page.CRL.URL)
	if err != nil {
		return nil, err
	}
	now := r.Clock.Now()
	list := pki.CRL{ThisUpdate: now.Add(-time.Hour), NextUpdate: now.Add(7 * 24 * time.Hour), Part: page.CRL.Part}
	if page.CRL.Outdated {
		list.ThisUpdate, list.NextUpdate = now.Add(-8*24*time.Hour), now.Add(-24*time.Hour)
	}
	if list.Revoked, err = r.listed(page.CRL); err != nil {
		return nil, err
	}
	if page.CRL.Forged {
		if issuer, err = pki.Shared(pki.Root{CommonName: issuer.Certificate.Subject.CommonName}); err != nil {
			return nil, err
		}
	}
	return issuer.CRL(list)
}

// listed are the certificates on a list.
func (r *Running) listed(page *CRLPage) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for _, h := range r.hosts {
		revoked, above := slices.Contains(page.Revoked, h.AddrPort()), slices.Contains(page.Issuers, h.AddrPort())
		if !revoked && !above {
			continue
		}
		certificate, err := r.Issue(h.visits.certificates()[0])
		if err != nil {
			return nil, err
		}
		if revoked {
			all = append(all, certificate.Leaf)
		}
		if above && certificate.Issuer != nil {
			all = append(all, certificate.Issuer.Certificate)
		}
	}
	if page.Sender && r.World.Certificate != nil {
		certificate, err := r.Issue(r.World.Certificate)
		if err != nil {
			return nil, err
		}
		all = append(all, certificate.Leaf)
	}
	return all, nil
}

// issuerOf is the authority of the certificates that name a revocation list: those of MTAs, that of the sender, and those
// of their issuers.
func (r *Running) issuerOf(url string) (*pki.Authority, error) {
	shown := []*Certificate{r.World.Certificate}
	for _, h := range r.hosts {
		shown = append(shown, h.visits.certificates()...)
	}
	issuer := defaultIssuer
	for _, certificate := range shown {
		if certificate == nil {
			continue
		}
		for _, list := range certificate.Lists() {
			if list.URL == url {
				issuer = list.Issuer
			}
		}
	}
	return issuer.Authority()
}
