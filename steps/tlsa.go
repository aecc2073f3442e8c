package steps

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/internal/names"
	"mtalab/sim"
)

// tlsaForms are the records that a phrase without numbers means, by the words of {tlsa}.
var tlsaForms = map[string]sim.TLSA{
	"its certificate":   {Usage: 3, Selector: 0, MatchingType: 1, Of: sim.TLSAOfCertificate},
	"its key":           {Usage: 3, Selector: 1, MatchingType: 1, Of: sim.TLSAOfCertificate},
	"the authority":     {Usage: 2, Selector: 0, MatchingType: 1, Of: sim.TLSAOfAuthority},
	"another key":       {Usage: 3, Selector: 1, MatchingType: 1, Of: sim.TLSAOfAnother},
	"another authority": {Usage: 2, Selector: 0, MatchingType: 1, Of: sim.TLSAOfAnother},
}

// tlsaWords are the words of the last column of a table of TLSA records.
var tlsaWords = map[string]sim.TLSASubject{
	"the certificate": sim.TLSAOfCertificate, "the authority": sim.TLSAOfAuthority, "the root": sim.TLSAOfRoot, "another": sim.TLSAOfAnother,
}

var tlsaTable = argument{columns: []string{"usage, selector and matching type", "of what"}}

func (s *scenario) tlsaPhrases() []phrase {
	return []phrase{
		{given, "{domain} has a TLSA record for {tlsa}", nothing,
			"At _25._tcp. before the name, computed from what the MTA at the addresses of this host shows when the world starts: of its certificate 3 0 1, of its key 3 1 1, of the authority that issued it 2 0 1; another key (3 1 1) or authority (2 0 1) is nobody's. Several such steps are several records.",
			"Given mx1.example.com has a TLSA record for its key",
			s.hasTLSA},
		{given, "{domain} has a TLSA record for the certificate at {address}", nothing,
			"The same, 3 0 1, where no address record of the name leads to the MTA.",
			"Given example.com has a TLSA record for the certificate at 192.0.2.1",
			func(host, address string) error {
				form := tlsaForms["its certificate"]
				form.At = netip.MustParseAddr(address)
				return s.addTLSA(host, form)
			}},
		{given, "{domain} has these TLSA records:", tlsaTable,
			"TLSA records by their numbers, each with what its data is computed from.",
			"Given mx1.example.com has these TLSA records:\n  | 3 1 1 | the certificate |\n  | 2 0 1 | the authority   |",
			s.hasTheseTLSA},
	}
}

func (s *scenario) hasTLSA(host, what string) error { return s.addTLSA(host, tlsaForms[what]) }

func (s *scenario) hasTheseTLSA(host string, table *godog.Table) error {
	for n, line := range rows(table) {
		record, err := readTLSA(line[0], line[1])
		if err != nil {
			return errRow(n, table.Rows[n], err)
		}
		if err := s.addTLSA(host, record); err != nil {
			return err
		}
	}
	return nil
}

// readTLSA reads a row of a table: numbers, and of what, perhaps at an address.
func readTLSA(numbers, what string) (sim.TLSA, error) {
	var read [3]uint8
	fields := strings.Fields(numbers)
	for i, field := range fields {
		n, err := strconv.ParseUint(field, 10, 8)
		if err != nil || len(fields) != len(read) {
			return sim.TLSA{}, fmt.Errorf("%q: want usage, selector and matching type, three numbers from 0 to 255 such as 3 1 1", numbers)
		}
		read[i] = uint8(n)
	}
	if len(fields) == 0 {
		return sim.TLSA{}, errors.New("no numbers: want usage, selector and matching type, such as 3 1 1")
	}
	record := sim.TLSA{Usage: read[0], Selector: read[1], MatchingType: read[2]}
	word, at, isAt := strings.Cut(what, " at ")
	of, known := tlsaWords[word]
	if !known || isAt && of == sim.TLSAOfAnother {
		return sim.TLSA{}, fmt.Errorf("%q: want the certificate, the authority, the root or another; the first three perhaps with \"at\" and the address of an MTA", what)
	}
	record.Of = of
	if isAt {
		address, err := netip.ParseAddr(at)
		if err != nil {
			return sim.TLSA{}, fmt.Errorf("%s is no IP address", at)
		}
		record.At = address
	}
	return record, nil
}

func (s *scenario) addTLSA(host string, record sim.TLSA) error {
	name, err := domainOf(host)
	if err != nil {
		return err
	}
	record.Host = name
	if slices.Contains(s.world.DNS.TLSA, record) {
		return badText("%s has this TLSA record already", host)
	}
	s.world.DNS.TLSA = append(s.world.DNS.TLSA, record)
	if s.tlsaAt == nil {
		s.tlsaAt = map[sim.TLSA]*godog.Step{}
	}
	s.tlsaAt[record] = s.current
	return nil
}

// tlsaCanBeComputed: each record is of a certificate that some MTA shows.
func (s *scenario) tlsaCanBeComputed() error {
	for _, record := range s.world.DNS.TLSA {
		if err := s.world.CheckTLSA(record); err != nil {
			return elsewhere{badText("%w", err), s.tlsaAt[record]}
		}
	}
	return nil
}

// takeTLSAAway removes the computed TLSA records of an owner, and says whether there were any.
func (s *scenario) takeTLSAAway(owner string) bool {
	before := len(s.world.DNS.TLSA)
	s.world.DNS.TLSA = slices.DeleteFunc(s.world.DNS.TLSA, func(record sim.TLSA) bool { return strings.EqualFold(names.Wire(record.Owner()), names.Wire(owner)) })
	return len(s.world.DNS.TLSA) < before
}

// atPort puts the port of SMTP before the name of a host where its TLSA records are meant (RFC 7672 §2.2.3).
func atPort(name, rtype string) string {
	if rtype != "TLSA" || strings.HasPrefix(name, "_") {
		return name
	}
	return "_25._tcp." + name
}
