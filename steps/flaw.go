package steps

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"mtalab/pki"
	"mtalab/sim"
)

// flaw is one way in which a certificate departs from the honest one.
type flaw struct {
	name string
	make func(certificate *sim.Certificate, now time.Time) error
}

// flaws are all that "the certificate at {address} is" goes with. They can be combined.
var flaws = []flaw{
	{"self-signed", says(func(c *sim.Certificate, _ time.Time) { c.SelfSigned = true })},
	{"expired", says(func(c *sim.Certificate, now time.Time) { c.Leaf.NotAfter = now.Add(-24 * time.Hour) })},
	{"not yet valid", says(func(c *sim.Certificate, now time.Time) { c.Leaf.NotBefore = now.Add(24 * time.Hour) })},
	{"made for clients only", says(func(c *sim.Certificate, _ time.Time) { c.Leaf.ExtKeyUsages = forClients })},
	{"made for every purpose", says(func(c *sim.Certificate, _ time.Time) { c.Leaf.NoExtKeyUsage = true })},
	{"marked with an unknown critical extension", says(func(c *sim.Certificate, _ time.Time) { c.Leaf.UnknownCriticalExtension = true })},
	{"signed with SHA-1", says(func(c *sim.Certificate, _ time.Time) { c.Leaf.SHA1 = true })},
	{"64 KiB large", says(func(c *sim.Certificate, _ time.Time) { c.Leaf.Padding = 64 << 10 })},

	{"issued by the root itself", issuedByRoot},
	{"issued below an unknown root", below(pki.Root{CommonName: "mtalab unknown root CA"})},
	{"issued below an expired root", below(pki.Root{CommonName: "mtalab expired root CA", NotAfter: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})},
	{"issued by an authority that is no CA", by(pki.Intermediate{NotCA: true})},
	{"issued by an authority that may not sign certificates", by(pki.Intermediate{NoCertSign: true})},

	{"altered after it was signed", sent((*pki.Certificate).Altered)},
	{"shown without its key", shownWithoutKey},
	{"sent without its intermediate", sent((*pki.Certificate).WithoutIntermediates)},
	{"sent with its root", sent((*pki.Certificate).WithRoot)},
	{"sent with its root before its intermediate", sentInWrongOrder},
	{"sent with an unrelated certificate", sentWithUnrelated},
	{"sent in a chain of 1000 certificates", sent(func(c *pki.Certificate) *pki.Certificate { return c.Lengthened(1000) })},
}

var forClients = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}

func flawNames() []string {
	var names []string
	for _, flaw := range flaws {
		names = append(names, flaw.name)
	}
	return names
}

func (s *scenario) certificateIs(address, name string) error {
	return s.changeCertificate(address, func(c *sim.Certificate) error { return spoil(c, name, s.world.Clock.Now()) })
}

// spoil gives a certificate a flaw by its name.
func spoil(c *sim.Certificate, name string, now time.Time) error {
	for _, flaw := range flaws {
		if flaw.name == name {
			return flaw.make(c, now)
		}
	}
	return wrong("unknown flaw %q: want one of\n  %s", name, strings.Join(flawNames(), "\n  "))
}

// says changes what the certificate says.
func says(how func(*sim.Certificate, time.Time)) func(*sim.Certificate, time.Time) error {
	return func(c *sim.Certificate, now time.Time) error {
		how(c, now)
		return nil
	}
}

func issuedByRoot(c *sim.Certificate, _ time.Time) (err error) {
	c.Issuer, err = sim.DefaultRoot()
	return err
}

// below issues the certificate through an honest intermediate of another root.
func below(root pki.Root) func(*sim.Certificate, time.Time) error {
	return func(c *sim.Certificate, _ time.Time) error {
		anchor, err := pki.Shared(root)
		if err != nil {
			return err
		}
		c.Issuer, err = anchor.Intermediate(pki.Intermediate{})
		return err
	}
}

// by issues the certificate through another intermediate of the usual root.
func by(intermediate pki.Intermediate) func(*sim.Certificate, time.Time) error {
	return func(c *sim.Certificate, _ time.Time) error { return issuedBelowDefaultRoot(c, intermediate) }
}

func issuedBelowDefaultRoot(c *sim.Certificate, intermediate pki.Intermediate) error {
	root, err := sim.DefaultRoot()
	if err != nil {
		return err
	}
	c.Issuer, err = root.Intermediate(intermediate)
	return err
}

// alter changes what becomes of the certificate after it was issued, and after earlier changes.
func alter(c *sim.Certificate, how func(*pki.Certificate) (*pki.Certificate, error)) {
	before := c.Alter
	c.Alter = func(issued *pki.Certificate) (*pki.Certificate, error) {
		if before != nil {
			var err error
			if issued, err = before(issued); err != nil {
				return nil, err
			}
		}
		return how(issued)
	}
}

func sent(how func(*pki.Certificate) *pki.Certificate) func(*sim.Certificate, time.Time) error {
	return says(func(c *sim.Certificate, _ time.Time) {
		alter(c, func(issued *pki.Certificate) (*pki.Certificate, error) { return how(issued), nil })
	})
}

func shownWithoutKey(c *sim.Certificate, _ time.Time) error {
	alter(c, (*pki.Certificate).WithForeignKey)
	return nil
}

// sentInWrongOrder is for a chain of one intermediate (RFC 8446 §4.4.2 asks clients to cope).
func sentInWrongOrder(c *sim.Certificate, _ time.Time) error {
	alter(c, func(issued *pki.Certificate) (*pki.Certificate, error) {
		whole := issued.WithRoot()
		if len(whole.Raw) != 3 {
			return nil, fmt.Errorf("a chain of %d certificates: want leaf, intermediate and root", len(whole.Raw))
		}
		return whole.Reordered(0, 2, 1), nil
	})
	return nil
}

func sentWithUnrelated(c *sim.Certificate, _ time.Time) error {
	stranger, err := pki.Shared(pki.Root{CommonName: "mtalab unrelated CA"})
	if err != nil {
		return fmt.Errorf("make an unrelated certificate: %w", err)
	}
	alter(c, func(issued *pki.Certificate) (*pki.Certificate, error) {
		return issued.WithExtra(stranger.Certificate), nil
	})
	return nil
}
