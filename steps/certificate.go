package steps

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakemta"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

func (s *scenario) certificatePhrases() []phrase {
	return []phrase{
		{given, "the certificate at {address} has instead", certificateTable,
			"From now on the MTA there shows an honest certificate of these names, in place of the one before.",
			"Given the certificate at 192.0.2.1 has instead\n  | CN  | other.not |\n  | DNS | other.not |",
			s.certificateHasInstead},
		{given, "the certificate at {address} is {flaw}", nothing,
			"From now on the certificate that the MTA there shows is so: " + strings.Join(flawNames(), "; ") + ".",
			"Given the certificate at 192.0.2.1 is expired",
			s.certificateIs},
		{given, "the certificate at {address} expires in {period}", nothing,
			"Until then it is valid, by the clock of the world.",
			"Given the certificate at 192.0.2.1 expires in 1 hour",
			s.certificateExpiresIn},
		{given, "the certificate at {address} has {number} other DNS names before its own", nothing,
			"The names name1.other.not, name2.other.not and so on stand before those of the table.",
			"Given the certificate at 192.0.2.1 has 99 other DNS names before its own",
			s.certificateHasOtherNames},
		{given, "the sender has a client certificate", nothing,
			"It shows a good certificate of its own, sender.test, to every server that asks for one.",
			"Given the sender has a client certificate",
			s.senderHasCertificate},
		{given, "the MTA at {address} insists on a client certificate", nothing,
			"It refuses TLS to a client that shows no certificate, or none below the root that everybody trusts.",
			"Given the MTA at 192.0.2.1 insists on a client certificate",
			s.insistsOnClientCertificate},
		{then, "the certificate is rejected as {problem}", nothing,
			"The sender looked at the latest certificate, before any name in it, and found it " + strings.Join(problemNames(), ", ") + ".",
			"Then the certificate is rejected as expired",
			s.certificateIsRejected},
		{then, "the certificate is not checked", nothing,
			"A TLS session was made, and the sender looked neither at the validity of the certificate nor at its names.",
			"Then the certificate is not checked",
			s.certificateIsNotChecked},
		{then, "no TLS session is resumed", nothing,
			"The sender made at least two TLS sessions, each with a handshake in which the server showed its certificate.",
			"Then no TLS session is resumed",
			s.noSessionIsResumed},
	}
}

// readCertificate reads a table of what a certificate shows.
func readCertificate(table *godog.Table) (*sim.Certificate, error) {
	lines := rows(table)
	var leaf pki.Leaf
	for n, line := range lines {
		if err := readCell(&leaf, line[0], line[1]); err != nil {
			return nil, badText("row %d of the table: %w", n+1, err)
		}
	}
	return &sim.Certificate{Leaf: leaf}, nil
}

// readCell reads one row of the table. Each row of the kind CN is one Common Name, in the order in which
// they stand in the certificate; the other kinds may have several names in a row.
func readCell(leaf *pki.Leaf, kind, cell string) error {
	names, err := readNames(kind, cell)
	if err != nil {
		return err
	}
	switch kind {
	case "CN":
		leaf.CommonNames = append(leaf.CommonNames, names...)
	case "DNS":
		leaf.DNSNames = append(leaf.DNSNames, names...)
	case "email":
		leaf.Emails = append(leaf.Emails, names...)
	case "URI":
		leaf.URIs = append(leaf.URIs, names...)
	case "SRV":
		leaf.SRVNames = append(leaf.SRVNames, names...)
	case "IP":
		for _, name := range names {
			address, err := netip.ParseAddr(name)
			if err != nil {
				return fmt.Errorf("%q is no IP address", name)
			}
			leaf.IPs = append(leaf.IPs, address)
		}
	case "key":
		leaf.Key, err = pki.ParseKeyKind(cell)
		return err
	default:
		return fmt.Errorf("unknown %q: want one of CN, DNS, IP, email, URI, SRV, key", kind)
	}
	return nil
}

// readNames reads the names of a row: "-" is none, and what stands in double quotes is one name as it
// stands, with \x00 for a byte that cannot be written.
func readNames(kind, cell string) ([]string, error) {
	switch {
	case strings.HasPrefix(cell, `"`):
		name, err := strconv.Unquote(cell)
		if err != nil {
			return nil, fmt.Errorf("%s: want one name in double quotes, such as \" example.com \"", cell)
		}
		return []string{name}, nil
	case kind == "CN" && cell != "" && cell != "-":
		return []string{cell}, nil
	}
	return list(cell), nil
}

// certificateAt is what the MTA at an address shows.
func (s *scenario) certificateAt(address string) (*sim.MTA, *sim.Certificate, error) {
	mta, err := s.at(address)
	if err != nil {
		return nil, nil, err
	}
	shown := mta.Last().Shows
	if s.sends && !s.checking {
		shown = s.running.Shown(mta)
	}
	if shown == nil {
		return nil, nil, badText("the MTA at %s has no certificate", address)
	}
	return mta, shown, nil
}

// changeCertificate makes the MTA at an address show its certificate with a change.
func (s *scenario) changeCertificate(address string, how func(*sim.Certificate) error) error {
	mta, certificate, err := s.certificateAt(address)
	if err != nil {
		return err
	}
	changed := *certificate
	if err := how(&changed); err != nil {
		return fmt.Errorf("change the certificate at %s: %w", address, err)
	}
	return s.show(mta, &changed)
}

// show replaces the certificate of an MTA, in the world as it is described or as it runs.
func (s *scenario) show(mta *sim.MTA, certificate *sim.Certificate) error {
	if s.sends && !s.checking {
		s.running.Show(mta, certificate)
		return nil
	}
	if s.sends {
		state := mta.Last()
		state.Shows = certificate
		mta.SetLast(state)
		return nil
	}
	s.deviates(mta, isShown)
	return s.alterState(mta, func(state *sim.State) { state.Shows = certificate })
}

func (s *scenario) certificateHasInstead(address string, table *godog.Table) error {
	mta, _, err := s.certificateAt(address)
	if err != nil {
		return err
	}
	certificate, err := readCertificate(table)
	if err != nil {
		return err
	}
	return s.show(mta, certificate)
}

func (s *scenario) certificateExpiresIn(address, period string) error {
	left, err := duration(period)
	if err != nil {
		return err
	}
	return s.changeCertificate(address, func(c *sim.Certificate) error {
		c.Leaf.NotAfter = s.now().Add(left)
		return nil
	})
}

func (s *scenario) certificateHasOtherNames(address string, count int) error {
	return s.changeCertificate(address, func(c *sim.Certificate) error {
		var names []string
		for n := range count {
			names = append(names, fmt.Sprintf("name%d.other.not", n+1))
		}
		c.Leaf.DNSNames = append(names, c.Leaf.DNSNames...)
		return nil
	})
}

func (s *scenario) senderHasCertificate() {
	s.world.Certificate = &sim.Certificate{Leaf: pki.Leaf{
		CommonName:   "sender.test",
		DNSNames:     []string{"sender.test"},
		ExtKeyUsages: forClients,
	}}
}

func (s *scenario) insistsOnClientCertificate(address string) error {
	return s.shakesHands(address, func(b *fakemta.Behaviour) { b.ClientAuth = tls.RequireAndVerifyClientCert })
}

// problemNames lists every word that "rejected as" goes with.
func problemNames() []string {
	var names []string
	for _, problem := range evidence.Problems() {
		names = append(names, string(problem))
	}
	return names
}

func (s *scenario) certificateIsRejected(problem string) error {
	if !slices.Contains(problemNames(), problem) {
		return badText("unknown problem %q: want one of %s", problem, strings.Join(problemNames(), ", "))
	}
	if s.running.Unobservable("why the certificate is rejected") {
		return s.helloSent()
	}
	made := sim.Of[evidence.Validation](s.trail())
	if len(made) == 0 {
		return mismatch("no certificate was looked at, and none rejected as %s", problem)
	}
	if last := made[len(made)-1]; last.Problem != evidence.Problem(problem) {
		return mismatch("%s, and is not rejected as %s", last, problem)
	}
	return nil
}

func (s *scenario) certificateIsNotChecked() error {
	if err := s.handshakeHappened(); err != nil {
		return err
	}
	if made := sim.Of[evidence.Validation](s.trail()); len(made) > 0 {
		return mismatch("the certificate is checked: %s", made[0])
	}
	return s.notCompared()
}

func (s *scenario) noSessionIsResumed() error {
	sessions := 0
	for _, session := range s.running.Sessions() {
		state := session.TLS()
		if state == nil {
			continue
		}
		sessions++
		if state.Resumed {
			return mismatch("the TLS session %d at %s is resumed: no certificate was shown", session.Number(), session.Local())
		}
	}
	if sessions < 2 {
		return mismatch("there are not two TLS sessions, but %d", sessions)
	}
	return nil
}
