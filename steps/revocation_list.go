package steps

import (
	"net/http"
	"slices"
	"strings"

	"mtalab/pki"
	"mtalab/sim"
)

// listPhrases say what stands in a CRL, and how it is served.
func (s *scenario) listPhrases() []phrase {
	return []phrase{
		{given, "the CRL {text} lists the certificate at {address}", nothing,
			"The issuer has revoked the certificate that the MTA there shows.",
			`Given the CRL "http://crl.ca.not/ca.crl" lists the certificate at 192.0.2.1`,
			s.crlLists},
		{given, "the CRL {text} lists the issuer of the certificate at {address}", nothing,
			"The authority above it has revoked the intermediate that issues the certificate.",
			`Given the CRL "http://crl.ca.not/root.crl" lists the issuer of the certificate at 192.0.2.1`,
			s.crlListsIssuer},
		{given, "the CRL {text} lists the client certificate of the sender", nothing,
			"Its issuer has revoked it.",
			`Given the CRL "http://crl.ca.not/ca.crl" lists the client certificate of the sender`,
			s.crlListsSender},
		{given, "the CRL {text} is out of date", nothing,
			"The next list was due yesterday.",
			`Given the CRL "http://crl.ca.not/ca.crl" is out of date`,
			func(at string) error { return s.changeList(at, func(l *sim.CRLPage) { l.Outdated = true }) }},
		{given, "the CRL {text} is forged", nothing,
			"It bears the name of the issuer, and another key has signed it.",
			`Given the CRL "http://crl.ca.not/ca.crl" is forged`,
			func(at string) error { return s.changeList(at, func(l *sim.CRLPage) { l.Forged = true }) }},
		{given, "the CRL {text} is a part of the list, {part}", nothing,
			"It says so in a critical extension (issuingDistributionPoint): " + strings.Join(partNames(), "; ") + ".",
			`Given the CRL "http://crl.ca.not/ca.crl" is a part of the list, that of certificates of servers`,
			s.crlIsPart},
		{given, "the CRL {text} is answered with the HTTP status {status}", nothing,
			"The web server answers so, whatever the list would say.",
			`Given the CRL "http://crl.ca.not/ca.crl" is answered with the HTTP status 404`,
			func(at string, status int) error {
				return s.changePage(at, func(p *sim.Page) { p.Status = status })
			}},
		{given, "the CRL {text} has moved to {text}", nothing,
			"The web server answers 301 and where the list is now.",
			`Given the CRL "http://crl.ca.not/old.crl" has moved to "http://crl.ca.not/ca.crl"`,
			s.crlHasMoved},
	}
}

// changePage changes the page of a CRL of the world: a web server must have been given it before.
func (s *scenario) changePage(at string, how func(*sim.Page)) error {
	for _, web := range s.world.Web {
		for key, page := range web.Pages {
			if page.CRL != nil && page.CRL.URL == at {
				how(&page)
				web.Pages[key] = page
				return nil
			}
		}
	}
	return badText("no web server has the CRL %s: say first that one has", at)
}

func (s *scenario) changeList(at string, how func(*sim.CRLPage)) error {
	return s.changePage(at, func(page *sim.Page) { how(page.CRL) })
}

func (s *scenario) crlLists(at, address string) error {
	mta, err := s.firstShown(address)
	if err != nil {
		return err
	}
	return s.changeList(at, func(l *sim.CRLPage) { l.Revoked = append(l.Revoked, mta.AddrPort()) })
}

func (s *scenario) crlListsSender(at string) error {
	if s.world.Certificate == nil {
		return badText("the sender has no client certificate: say first that it has one")
	}
	return s.changeList(at, func(l *sim.CRLPage) { l.Sender = true })
}

func (s *scenario) crlListsIssuer(at, address string) error {
	mta, err := s.firstShown(address)
	if err != nil {
		return err
	}
	if _, err := intermediateOf(mta.Shows); err != nil {
		return err
	}
	return s.changeList(at, func(l *sim.CRLPage) { l.Issuers = append(l.Issuers, mta.AddrPort()) })
}

// firstShown is an MTA whose certificate may be listed.
func (s *scenario) firstShown(address string) (*sim.MTA, error) {
	mta, certificate, err := s.certificateAt(address)
	if err != nil {
		return nil, err
	}
	if certificate != mta.Shows {
		return nil, badText("a list has the certificate of the first connection to %s, and this is another: say first what is listed, then that the MTA changes", address)
	}
	return mta, nil
}

// listPart is a part of a list of revoked certificates, in words.
type listPart struct {
	name string
	part func(url string) pki.CRLPart
}

var listParts = []listPart{
	{"that of certificates which name it", func(url string) pki.CRLPart { return pki.CRLPart{URLs: []string{url}} }},
	{"that of certificates which name another", func(url string) pki.CRLPart { return pki.CRLPart{URLs: []string{url + ".other"}} }},
	{"that of certificates of servers", func(string) pki.CRLPart { return pki.CRLPart{OnlyServers: true} }},
	{"that of certificates of authorities", func(string) pki.CRLPart { return pki.CRLPart{OnlyAuthorities: true} }},
	{"that of certificates whose key is in other hands", func(string) pki.CRLPart { return pki.CRLPart{OnlyCompromise: true} }},
}

func partNames() []string {
	var names []string
	for _, part := range listParts {
		names = append(names, part.name)
	}
	return names
}

func (s *scenario) crlIsPart(at, name string) error {
	i := slices.IndexFunc(listParts, func(p listPart) bool { return p.name == name })
	if i < 0 {
		return badText("unknown part %q: want one of\n  %s", name, strings.Join(partNames(), "\n  "))
	}
	part := listParts[i].part(at)
	return s.changeList(at, func(l *sim.CRLPage) { l.Part = &part })
}

func (s *scenario) crlHasMoved(from, to string) error {
	if _, err := pageOf(to); err != nil {
		return err
	}
	return s.changePage(from, func(page *sim.Page) { page.Status, page.Location = http.StatusMovedPermanently, to })
}
