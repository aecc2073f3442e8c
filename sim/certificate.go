package sim

import (
	"crypto/tls"
	"errors"
	"fmt"
	"sync"
	"time"

	"mtalab/pki"
)

// Certificate describes what a host shows. The zero value is an honest certificate without a name.
type Certificate struct {
	// Leaf is what it says. Leaf.Now is filled in by the world.
	Leaf pki.Leaf
	// SelfSigned certificates have no issuer.
	SelfSigned bool
	// Issuer is the authority below which it is issued; nil: DefaultIntermediate.
	Issuer *pki.Authority
	// Alter, if set, changes what is sent after it was issued.
	Alter func(*pki.Certificate) (*pki.Certificate, error)
}

// Authority is the one that issues the certificate. An error says that there is none.
func (c *Certificate) Authority() (*pki.Authority, error) {
	switch {
	case c.SelfSigned:
		return nil, errors.New("a self-signed certificate has no issuer")
	case c.Issuer != nil:
		return c.Issuer, nil
	}
	return DefaultIntermediate()
}

// DefaultRoot is the trust anchor that every sender has unless its world names others.
func DefaultRoot() (*pki.Authority, error) { return defaultRoot() }

var defaultRoot = sync.OnceValues(func() (*pki.Authority, error) { return pki.Shared(pki.Root{}) })

// DefaultIntermediate is the authority below DefaultRoot that issues where no other one is named.
func DefaultIntermediate() (*pki.Authority, error) { return defaultIntermediate() }

var defaultIntermediate = sync.OnceValues(func() (*pki.Authority, error) {
	anchor, err := DefaultRoot()
	if err != nil {
		return nil, err
	}
	return anchor.Intermediate(pki.Intermediate{})
})

// issued holds what a world has issued so far, by description.
type issued struct {
	mu           sync.Mutex
	certificates map[*Certificate]*pki.Certificate
}

// Issue issues a certificate, valid by the world's clock. The same description gives the same
// certificate ever after, as time alone renews none.
func (w *World) Issue(c *Certificate) (*pki.Certificate, error) {
	w.issued.mu.Lock()
	defer w.issued.mu.Unlock()
	if known, ok := w.issued.certificates[c]; ok {
		return known, nil
	}
	certificate, err := c.issue(w.Clock.Now())
	if err != nil {
		return nil, err
	}
	if w.issued.certificates == nil {
		w.issued.certificates = map[*Certificate]*pki.Certificate{}
	}
	w.issued.certificates[c] = certificate
	return certificate, nil
}

func (c *Certificate) issue(now time.Time) (*pki.Certificate, error) {
	leaf := c.Leaf
	leaf.Now = now
	certificate, err := c.sign(leaf)
	if err != nil {
		return nil, fmt.Errorf("issue a certificate: %w", err)
	}
	if c.Alter == nil {
		return certificate, nil
	}
	if certificate, err = c.Alter(certificate); err != nil {
		return nil, fmt.Errorf("alter a certificate: %w", err)
	}
	return certificate, nil
}

func (c *Certificate) sign(leaf pki.Leaf) (*pki.Certificate, error) {
	if c.SelfSigned {
		return pki.SelfSigned(leaf)
	}
	authority, err := c.Authority()
	if err != nil {
		return nil, err
	}
	return authority.Issue(leaf)
}

// toShow issues a certificate in the form that a handshake wants.
func (w *World) toShow(c *Certificate) (*tls.Certificate, error) {
	certificate, err := w.Issue(c)
	if err != nil {
		return nil, err
	}
	shown := certificate.TLS()
	return &shown, nil
}
