package fakemta

import (
	"crypto/x509"
	"slices"
	"strings"

	"github.com/emersion/go-smtp"
)

// mutualTLS judges a session for an envelope sender: mail from a domain of Behaviour.MutualTLSDomains is taken only inside TLS from a client whose certificate is trusted and
// names the domain (EXCH-35, EXCH-36), and is then secure (EXCH-33). The sources do not give the replies;
// these are those of RFC 3207 §4 and §4.1.
func (c *conn) mutualTLS(from string) (secure bool, refusal error) {
	domain := from[strings.LastIndexByte(from, '@')+1:]
	listed := slices.ContainsFunc(c.behaviour.MutualTLSDomains, func(d string) bool { return strings.EqualFold(d, domain) })
	if !listed && len(c.behaviour.MutualTLSDomains) > 0 {
		c.decide(TakesUnlisted)
	}
	if !listed {
		return false, nil
	}
	if c.tls == nil {
		c.decide(RefusesUntrusted)
		return false, &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Must issue a STARTTLS command first"}
	}
	if why := c.distrusts(c.tls.ConnectionState().PeerCertificates, domain); why != "" {
		c.decide(RefusesUntrusted)
		return false, &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: why}
	}
	c.decide(MarksMutualTLS)
	return true, nil
}

// distrusts says why a client's certificates are not those of a domain; empty: they are.
func (c *conn) distrusts(shown []*x509.Certificate, domain string) string {
	if len(shown) == 0 {
		return "No client certificate was shown"
	}
	if c.trusts(shown) != nil {
		return "The client certificate is not trusted"
	}
	if shown[0].VerifyHostname(domain) != nil {
		return "The client certificate does not name " + domain
	}
	return ""
}
