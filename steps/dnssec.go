package steps

import (
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakedns"
	"mtalab/internal/names"
)

// zoneFlaws are what can be wrong with a signed zone, by the phrase that says so.
var zoneFlaws = []struct {
	text string
	flaw fakedns.Flaw
	help string
}{
	{"the signatures of {domain} have expired", fakedns.Expired, "They ended a month ago: what lies in the zone is bogus."},
	{"the signatures of {domain} are not yet valid", fakedns.NotYetValid, "They begin in a month: what lies in the zone is bogus."},
	{"the signatures of {domain} are of another key", fakedns.WrongKey, "Its records are signed with a key that is not the zone's: they are bogus."},
	{"the signatures of {domain} are missing", fakedns.NoRRSIG, "Its records have none, and the zone above says that it is signed: they are bogus."},
	{"the records of {domain} were changed after they were signed", fakedns.Tampered, "Every record set of the zone says something else than what was signed: it is bogus. What is denied is not."},
	{"the absence of records of {domain} is not proven", fakedns.NoDenial, "Negative answers come without NSEC or NSEC3 records, and are bogus; the others are secure."},
	{"the TTLs of {domain} are above the signed ones", fakedns.LongTTL, "The answers are secure all the same: the smaller TTL counts (RFC 4035 §5.3.3)."},
	{"the zone {domain} has no DS record", fakedns.NoDS, "The zone above proves that there is none, so that the zone is insecure, whatever it signs."},
	{"the zone {domain} has no DS record, and no proof of that", fakedns.UnprovenDS, "What lies in the zone is bogus."},
	{"the DS record of {domain} is of another key", fakedns.WrongDS, "What lies in the zone is bogus."},
	{"the DNSKEY record of {domain} is missing", fakedns.NoDNSKEY, "The zone is signed, and nobody can check it: it is bogus."},
	{"the zone {domain} is signed with an unknown algorithm", fakedns.UnknownAlgorithm, "The zone is insecure (RFC 4035 §5.2)."},
	{"the zone {domain} has a DS record and no signatures", fakedns.Unsigned, "It has no key and signs nothing: what lies in it is bogus."},
	{"the zone {domain} passes over unsigned zones below it", fakedns.OptOut, "Opt-out (RFC 5155 §6): what its NSEC3 records deny is insecure."},
}

// forgeries are what can be wrong with the answers to some questions, by the words of {forgery}.
var forgeries = map[string]fakedns.Flaw{
	"expired signatures":                fakedns.Expired,
	"signatures that are not yet valid": fakedns.NotYetValid,
	"signatures of another key":         fakedns.WrongKey,
	"no signatures":                     fakedns.NoRRSIG,
	"changed records":                   fakedns.Tampered,
	"no proof of absence":               fakedns.NoDenial,
}

func (s *scenario) dnssecPhrases() []phrase {
	phrases := []phrase{
		{given, "the answers for {domain} are secure", nothing,
			"The resolver that the sender asks vouches for this name and all below it (the AD bit), and nothing is really signed. The root is written as a dot.",
			"Given the answers for example.com are secure",
			s.answersAreSecure},
		{given, "the zone {domain} is signed", nothing,
			"It is signed by a key of its own, with NSEC, and so are the zones above it up to the root, which the sender's resolver trusts. Who does not validate is told what is secure by the AD bit, and gets SERVFAIL for what is bogus.",
			"Given the zone example.com is signed",
			func(zone string) error { return s.sign(fakedns.SignedZone{Name: zone}) }},
		{given, "the zone {domain} is signed with NSEC3", nothing,
			"As above; what does not exist is denied by hashes of names.",
			"Given the zone example.com is signed with NSEC3",
			func(zone string) error { return s.sign(fakedns.SignedZone{Name: zone, NSEC3: true}) }},
		{given, "the zone {domain} is not signed", nothing,
			"It lies below a signed one, which proves that it has no DS record: it is insecure.",
			"Given the zone lab.example.com is not signed",
			func(zone string) error {
				return s.sign(fakedns.SignedZone{Name: zone, Flaws: []fakedns.Flaw{fakedns.Unsigned, fakedns.NoDS}})
			}},
		{given, "the signatures of {domain} expire in {period}", nothing,
			"Until then they are valid, by the clock of the world, and they are not renewed.",
			"Given the signatures of example.com expire in 1 hour",
			s.signaturesExpireIn},
	}
	for _, way := range zoneFlaws {
		phrases = append(phrases, phrase{
			given, way.text, nothing, way.help + " Say first that the zone is signed.", "Given " + strings.Replace(way.text, "{domain}", "example.com", 1),
			func(zone string) error { return s.flawed(zone, way.flaw) },
		})
	}
	return append(phrases, []phrase{
		{given, "questions for {type} of {domain} are answered with {forgery}", nothing,
			"These answers alone are bogus: who does not validate gets SERVFAIL. The name lies in a zone that is signed, or whose answers are secure.",
			"Given questions for TLSA of mx1.example.com are answered with expired signatures",
			s.forged},
		{given, "questions for {type} of {domain} are answered with {text} in place of the truth", nothing,
			"A lie: another value, which no signature fits.",
			`Given questions for A of mx1.example.com are answered with "192.0.2.66" in place of the truth`,
			func(rtype, name, value string) error {
				return s.fault(fakedns.Fault{Type: rtype, Name: name, Lie: []string{inALabels(value)}})
			}},
	}...)
}

// zoneName is the name of a zone as it is compared; the root is a dot.
func zoneName(text string) (string, error) {
	if text == "." {
		return text, nil
	}
	return domainOf(text)
}

func (s *scenario) answersAreSecure(zone string) error {
	name, err := zoneName(zone)
	if err != nil {
		return err
	}
	if s.signedZone(name) != nil {
		return badText("the zone %s is signed: want that, or that its answers are secure without signatures", zone)
	}
	s.world.DNS.SecureZones = append(s.world.DNS.SecureZones, name)
	return nil
}

// signedZone is a zone that was said to be signed, or not to be; nil: nothing was said.
func (s *scenario) signedZone(name string) *fakedns.SignedZone {
	i := slices.IndexFunc(s.world.DNS.SignedZones, func(zone fakedns.SignedZone) bool { return zone.Name == name })
	if i < 0 {
		return nil
	}
	return &s.world.DNS.SignedZones[i]
}

func (s *scenario) sign(zone fakedns.SignedZone) error {
	name, err := zoneName(zone.Name)
	if err != nil {
		return err
	}
	zone.Name = name
	switch {
	case s.signedZone(name) != nil:
		return badText("whether the zone %s is signed was said before: want it once", name)
	case slices.Contains(s.world.DNS.SecureZones, name):
		return badText("the answers for %s are secure without signatures: want that, or a signed zone", name)
	}
	if err := zone.Check(); err != nil {
		return badText("%w", err)
	}
	s.world.DNS.SignedZones = append(s.world.DNS.SignedZones, zone)
	return nil
}

// changeZone changes a zone that is signed.
func (s *scenario) changeZone(text string, how func(*fakedns.SignedZone)) error {
	name, err := zoneName(text)
	if err != nil {
		return err
	}
	zone := s.signedZone(name)
	if zone == nil {
		return badText("nothing said that the zone %s is signed: say first \"Given the zone %s is signed\"", text, text)
	}
	changed := *zone
	changed.Flaws = slices.Clone(zone.Flaws)
	how(&changed)
	if err := changed.Check(); err != nil {
		return badText("%w", err)
	}
	*zone = changed
	return nil
}

func (s *scenario) flawed(zone string, flaw fakedns.Flaw) error {
	return s.changeZone(zone, func(z *fakedns.SignedZone) { z.Flaws = append(z.Flaws, flaw) })
}

func (s *scenario) signaturesExpireIn(zone, period string) error {
	left, err := duration(period)
	if err != nil {
		return err
	}
	return s.changeZone(zone, func(z *fakedns.SignedZone) { z.Expires = s.now().Add(left) })
}

func (s *scenario) forged(rtype, name, forgery string) error {
	if err := s.fault(fakedns.Fault{Type: rtype, Name: name, Flaw: forgeries[forgery]}); err != nil {
		return err
	}
	if s.forgedAt == nil {
		s.forgedAt = map[string]*godog.Step{}
	}
	s.forgedAt[s.world.DNS.Faults[len(s.world.DNS.Faults)-1].Name] = s.current
	return nil
}

// forgeriesMatter: where nothing is secure, no answer is bogus.
func (s *scenario) forgeriesMatter() error {
	for name, step := range s.forgedAt {
		above := slices.Clone(s.world.DNS.SecureZones)
		for _, zone := range s.world.DNS.SignedZones {
			above = append(above, zone.Name)
		}
		domain := compared(name)
		holds := func(zone string) bool {
			return zone == "." || strings.EqualFold(names.Wire(domain), names.Wire(zone)) || strings.HasSuffix(domain, "."+zone)
		}
		if !slices.ContainsFunc(above, holds) {
			return elsewhere{badText("%s lies in no zone that is signed, or whose answers are secure: its signatures have no effect", name), step}
		}
	}
	return nil
}
