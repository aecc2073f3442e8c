package steps

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

func (s *scenario) revocationPhrases() []phrase {
	return []phrase{
		{given, "the certificate at {address} names the CRL {text}", nothing,
			"The certificate says that its issuer publishes a list of revoked certificates there.",
			`Given the certificate at 192.0.2.1 names the CRL "http://crl.ca.not/ca.crl"`,
			s.certificateNamesCRL},
		{given, "a web server at {address} with the CRL {text}", nothing,
			"It serves a current list by the issuer of the certificates that name it; no certificate is listed yet.",
			`Given a web server at 192.0.2.80 with the CRL "http://crl.ca.not/ca.crl"`,
			s.webServerWithCRL},
		{given, "the web server at {address} refuses connections", nothing,
			"Nobody listens at the address.",
			"Given the web server at 192.0.2.80 refuses connections",
			s.webServerRefuses},
		{given, "the web server at {address} stays silent", nothing,
			"It hears every question and answers none.",
			"Given the web server at 192.0.2.80 stays silent",
			s.webServerIsSilent},
		{given, "the MTA at {address} staples an OCSP response that says {ocsp}", nothing,
			"The handshake brings a current word of the issuer on the certificate: good, revoked or unknown.",
			"Given the MTA at 192.0.2.1 staples an OCSP response that says revoked",
			s.staplesOCSP},
		{given, "the MTA at {address} staples an OCSP response that says {ocsp} and is out of date", nothing,
			"The next word was due yesterday.",
			"Given the MTA at 192.0.2.1 staples an OCSP response that says revoked and is out of date",
			func(address, text string) error { return s.staples(address, text, -8*24*time.Hour) }},
		{then, "the CRL {text} is fetched", nothing,
			"A web server of the world was asked for the list, and gave it.",
			`Then the CRL "http://crl.ca.not/ca.crl" is fetched`,
			s.crlIsFetched},
		{then, "the CRL {text} is asked for", nothing,
			"A web server of the world was asked for the list, whatever it answered.",
			`Then the CRL "http://crl.ca.not/ca.crl" is asked for`,
			s.crlIsAskedFor},
		{then, "no CRL is fetched", nothing,
			"A TLS session was made, and no web server of the world was asked for anything.",
			"Then no CRL is fetched",
			s.noCRLIsFetched},
	}
}

func (s *scenario) certificateNamesCRL(address, at string) error {
	if _, err := pageOf(at); err != nil {
		return err
	}
	return s.changeCertificate(address, func(c *sim.Certificate) error {
		c.Leaf.CRLURLs = append(slices.Clone(c.Leaf.CRLURLs), at)
		return nil
	})
}

// pageOf is the host and path of a URL.
func pageOf(text string) (string, error) {
	at, err := url.Parse(text)
	if err != nil || at.Scheme != "http" || at.Host == "" {
		return "", badText("a CRL at %q: want a URL such as http://crl.ca.not/ca.crl", text)
	}
	return at.Host + at.Path, nil
}

func (s *scenario) webServerWithCRL(address, at string) error {
	page, err := pageOf(at)
	if err != nil {
		return err
	}
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return badText("a web server at %q: want an IP address", address)
	}
	web, err := s.webServer(address)
	if err != nil {
		web = &sim.Web{Address: parsed}
		s.world.Web = append(s.world.Web, web)
	}
	if web.Pages == nil {
		web.Pages = map[string]sim.Page{}
	}
	web.Pages[page] = sim.Page{CRL: &sim.CRLPage{URL: at}}
	return nil
}

// webServer finds the web server at an address: it must have been given before.
func (s *scenario) webServer(address string) (*sim.Web, error) {
	for _, web := range s.world.Web {
		if web.Address.String() == address {
			return web, nil
		}
	}
	return nil, badText("there is no web server at %s: say first that there is one", address)
}

func (s *scenario) webServerRefuses(address string) error {
	web, err := s.webServer(address)
	if err != nil {
		return err
	}
	web.Refuses = true
	return nil
}

func (s *scenario) webServerIsSilent(address string) error {
	web, err := s.webServer(address)
	if err != nil {
		return err
	}
	web.Silent = true
	return nil
}

func (s *scenario) staplesOCSP(address, text string) error {
	return s.staples(address, text, -time.Hour)
}

// staples staples a response that was made at some time, and is good for a week.
func (s *scenario) staples(address, text string, made time.Duration) error {
	status, err := pki.ParseStatus(text)
	if err != nil {
		return badText("%w", err)
	}
	return s.changeCertificate(address, func(c *sim.Certificate) error {
		made := s.now().Add(made)
		happens(c, pki.Change{Kind: pki.OCSPStapled, Status: status, ThisUpdate: made, NextUpdate: made.Add(7 * 24 * time.Hour)})
		return nil
	})
}

func (s *scenario) crlIsFetched(at string) error {
	if err := s.changePage(at, func(*sim.Page) {}); err != nil {
		return err
	}
	for _, asked := range sim.Of[evidence.HTTPRequest](s.trail()) {
		if asked == (evidence.HTTPRequest{URL: at, Status: http.StatusOK}) {
			return nil
		}
	}
	return mismatch("the CRL %s is not fetched", at)
}

func (s *scenario) crlIsAskedFor(at string) error {
	if err := s.changePage(at, func(*sim.Page) {}); err != nil {
		return err
	}
	for _, asked := range sim.Of[evidence.HTTPRequest](s.trail()) {
		if asked.URL == at {
			return nil
		}
	}
	return mismatch("the CRL %s is not asked for", at)
}

func (s *scenario) noCRLIsFetched() error {
	if err := s.handshakeHappened(); err != nil {
		return err
	}
	if asked := sim.Of[evidence.HTTPRequest](s.trail()); len(asked) > 0 {
		return mismatch("a web server was asked: %s", asked[0])
	}
	return nil
}
