package sim

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"mtalab/pki"
)

// Certificate describes what a host shows. The zero value is an honest certificate without a name.
type Certificate struct {
	// Leaf is what it says. Leaf.Now is filled in by the world.
	Leaf pki.Leaf `json:"leaf,omitzero"`
	// SelfSigned certificates have no issuer.
	SelfSigned bool `json:"selfSigned,omitzero"`
	// Issuer is the authority below which it is issued; nil: an honest intermediate of the zero Root.
	Issuer *Issuer `json:"issuer,omitzero"`
	// Changes are what becomes of it after it was issued, in order.
	Changes []pki.Change `json:"changes,omitzero"`
}

// Issuer describes an authority: the last of some intermediates, each below the one before it, or the root itself.
type Issuer struct {
	Root          pki.Root           `json:"root,omitzero"`
	Intermediates []pki.Intermediate `json:"intermediates,omitzero"`
}

// defaultIssuer is the authority of certificates without an Issuer.
var defaultIssuer = Issuer{Intermediates: []pki.Intermediate{{}}}

// Authority is the authority itself, which every world shares.
func (i Issuer) Authority() (*pki.Authority, error) {
	authority, err := pki.Shared(i.Root)
	for _, intermediate := range i.Intermediates {
		if err != nil {
			break
		}
		authority, err = authority.Intermediate(intermediate)
	}
	return authority, err
}

// IssuedBy describes the authority that issues the certificate. An error says that there is none.
func (c *Certificate) IssuedBy() (Issuer, error) {
	switch {
	case c.SelfSigned:
		return Issuer{}, errors.New("a self-signed certificate has no issuer")
	case c.Issuer != nil:
		return *c.Issuer, nil
	}
	return defaultIssuer, nil
}

// ListedBy is a revocation list that a certificate, or that of an authority above it, names, and who issues it.
type ListedBy struct {
	URL    string
	Issuer Issuer
}

// Lists are the revocation lists by which it can be known that the certificate stands.
func (c *Certificate) Lists() []ListedBy {
	issuer, err := c.IssuedBy()
	if err != nil {
		return nil // nobody can revoke it
	}
	var all []ListedBy
	for _, url := range c.Leaf.CRLURLs {
		all = append(all, ListedBy{url, issuer})
	}
	for i, authority := range issuer.Intermediates {
		for _, url := range authority.CRLURLs {
			all = append(all, ListedBy{url, Issuer{Root: issuer.Root, Intermediates: issuer.Intermediates[:i]}})
		}
	}
	return all
}

// issued holds what a world has issued so far, by description. The zero value is ready for use.
type issued struct {
	mu           sync.Mutex
	certificates map[*Certificate]*pki.Certificate
	asIssued     map[string]*pki.Certificate // by their DER: those that are readable, have an issuer, and were not changed
}

// issue issues a certificate, valid at an instant. The same description gives the same certificate ever after, as time
// alone renews none.
func (i *issued) issue(c *Certificate, now time.Time) (*pki.Certificate, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if known, ok := i.certificates[c]; ok {
		return known, nil
	}
	certificate, err := c.issue(now)
	if err != nil {
		return nil, err
	}
	if i.certificates == nil {
		i.certificates, i.asIssued = map[*Certificate]*pki.Certificate{}, map[string]*pki.Certificate{}
	}
	i.certificates[c] = certificate
	if len(c.Changes) == 0 && certificate.Issuer != nil && certificate.Leaf != nil {
		i.asIssued[string(certificate.Raw[0])] = certificate
	}
	return certificate, nil
}

// unchanged is the readable certificate that has a chain, as it was issued by an authority; nil: there is none.
func (i *issued) unchanged(chain [][]byte) *pki.Certificate {
	i.mu.Lock()
	defer i.mu.Unlock()
	certificate := i.asIssued[string(chain[0])]
	if certificate == nil || !slices.EqualFunc(certificate.Raw, chain, bytes.Equal) {
		return nil
	}
	return certificate
}

// Check says why a certificate so described cannot be shown at an instant; nil: it can.
func (c *Certificate) Check(now time.Time) error {
	_, err := c.issue(now)
	return err
}

func (c *Certificate) issue(now time.Time) (*pki.Certificate, error) {
	leaf := c.Leaf
	leaf.Now = now
	certificate, err := c.sign(leaf)
	if err != nil {
		return nil, fmt.Errorf("issue a certificate: %w", err)
	}
	return certificate.Changed(c.Changes...)
}

func (c *Certificate) sign(leaf pki.Leaf) (*pki.Certificate, error) {
	if c.SelfSigned {
		return pki.SelfSigned(leaf)
	}
	issuer, err := c.IssuedBy()
	if err != nil {
		return nil, err
	}
	authority, err := issuer.Authority()
	if err != nil {
		return nil, err
	}
	return authority.Issue(leaf)
}

// toShow issues a certificate in the form that a handshake wants.
func (i *issued) toShow(c *Certificate, now time.Time) (*tls.Certificate, error) {
	certificate, err := i.issue(c, now)
	if err != nil {
		return nil, err
	}
	shown := certificate.TLS()
	return &shown, nil
}
