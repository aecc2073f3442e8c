package steps

import (
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"mtalab/pki"
	"mtalab/sim"
)

// flaw is one way in which a certificate departs from the honest one.
type flaw struct {
	name string
	make func(certificate *sim.Certificate, now time.Time)
}

// flaws are all that "the certificate at {address} is" goes with. They can be combined.
var flaws = []flaw{
	{"self-signed", func(c *sim.Certificate, _ time.Time) { c.SelfSigned = true }},
	{"expired", func(c *sim.Certificate, now time.Time) { c.Leaf.NotAfter = now.Add(-24 * time.Hour) }},
	{"not yet valid", func(c *sim.Certificate, now time.Time) { c.Leaf.NotBefore = now.Add(24 * time.Hour) }},
	{"made for clients only", func(c *sim.Certificate, _ time.Time) { c.Leaf.ExtKeyUsages = forClients }},
	{"made for every purpose", func(c *sim.Certificate, _ time.Time) { c.Leaf.NoExtKeyUsage = true }},
	{"made for servers only", func(c *sim.Certificate, _ time.Time) { c.Leaf.ExtKeyUsages = forServers }},
	{"made for no purpose", func(c *sim.Certificate, _ time.Time) { c.Leaf.NoPurpose = true }},
	{"given a negative serial number", func(c *sim.Certificate, _ time.Time) { c.Leaf.NegativeSerial = true }},
	{"marked with an unknown critical extension", func(c *sim.Certificate, _ time.Time) { c.Leaf.UnknownCriticalExtension = true }},
	{"signed with SHA-1", func(c *sim.Certificate, _ time.Time) { c.Leaf.SHA1 = true }},
	{"64 KiB large", func(c *sim.Certificate, _ time.Time) { c.Leaf.Padding = 64 << 10 }},

	{"issued by the root itself", issued(pki.Root{})},
	{"issued below an unknown root", issued(pki.Root{CommonName: "mtalab unknown root CA"}, pki.Intermediate{})},
	{"issued below an expired root", issued(pki.Root{CommonName: "mtalab expired root CA", NotAfter: longAgo}, pki.Intermediate{})},
	{"issued by an authority that has expired", issued(pki.Root{}, pki.Intermediate{NotAfter: longAgo})},
	{"issued by an authority that is not yet valid", issued(pki.Root{}, pki.Intermediate{NotBefore: farOff})},
	{"issued by an authority that is no CA", issued(pki.Root{}, pki.Intermediate{NotCA: true})},
	{"issued by an authority that may not sign certificates", issued(pki.Root{}, pki.Intermediate{NoCertSign: true})},
	{"issued below an authority that may have none below it", issued(pki.Root{}, pki.Intermediate{MaxPathLenZero: true}, pki.Intermediate{CommonName: "mtalab second intermediate CA"})},

	{"issued by an authority whose key usage allows nothing", issued(pki.Root{}, pki.Intermediate{NoUsage: true})},
	{"issued by an authority for clients only", issued(pki.Root{}, pki.Intermediate{ExtKeyUsages: forClients})},
	{"issued by an authority for no purpose", issued(pki.Root{}, pki.Intermediate{NoPurpose: true})},
	{"issued by an authority with an unknown critical extension", issued(pki.Root{}, pki.Intermediate{UnknownCriticalExtension: true})},
	{"issued by an authority that renewed itself, and may have none below it", issued(pki.Root{}, pki.Intermediate{MaxPathLenZero: true}, pki.Intermediate{})},

	{"altered after it was signed", sent(pki.SignatureAltered)},
	{"shown without its key", sent(pki.ForeignKey)},
	{"sent without its intermediate", sent(pki.IntermediatesLeftOut)},
	{"sent with its root", sent(pki.RootSent)},
	{"sent with its root before its intermediate", sent(pki.RootSentFirst)},
	{"sent with an unrelated certificate", sent(pki.UnrelatedSent)},
	{"sent with a cross-certificate by the usual root", crossCertified(pki.Root{})},
	{"sent with a cross-certificate by an unknown root", crossCertified(pki.Root{CommonName: "mtalab unknown root CA"})},
	{"sent in a chain of 1000 certificates", func(c *sim.Certificate, _ time.Time) {
		happens(c, pki.Change{Kind: pki.ChainLengthened, Count: 1000})
	}},
}

var (
	forClients = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	forServers = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}

	longAgo = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	farOff  = time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC)
)

func flawNames() []string {
	var names []string
	for _, flaw := range flaws {
		names = append(names, flaw.name)
	}
	return names
}

func (s *scenario) certificateIs(address, name string) error {
	return s.changeCertificate(address, func(c *sim.Certificate) error { return spoil(c, name, s.now()) })
}

// spoil gives a certificate a flaw by its name.
func spoil(c *sim.Certificate, name string, now time.Time) error {
	for _, flaw := range flaws {
		if flaw.name == name {
			flaw.make(c, now)
			return nil
		}
	}
	return badText("unknown flaw %q: want one of\n  %s", name, strings.Join(flawNames(), "\n  "))
}

// issued issues the certificate by another authority.
func issued(root pki.Root, intermediates ...pki.Intermediate) func(*sim.Certificate, time.Time) {
	return func(c *sim.Certificate, _ time.Time) {
		c.Issuer = &sim.Issuer{Root: root, Intermediates: intermediates}
	}
}

// sent changes the certificate after it was issued.
func sent(kind pki.ChangeKind) func(*sim.Certificate, time.Time) {
	return func(c *sim.Certificate, _ time.Time) { happens(c, pki.Change{Kind: kind}) }
}

// crossCertified sends a certificate along by which another root has certified the issuer.
func crossCertified(by pki.Root) func(*sim.Certificate, time.Time) {
	return func(c *sim.Certificate, _ time.Time) {
		happens(c, pki.Change{Kind: pki.CrossCertified, Root: by})
	}
}

// happens adds what becomes of the certificate after it was issued, behind earlier changes.
func happens(c *sim.Certificate, change pki.Change) {
	c.Changes = append(slices.Clone(c.Changes), change)
}
