package fakemta

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-smtp"

	"mtalab/internal/certpath"
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
	paths, err := c.server.pathsOf(shown)
	if err != nil {
		return "The client certificate is not trusted"
	}
	if c.server.CheckRevocation != nil {
		if err := c.server.CheckRevocation(paths[0]); err != nil {
			return fmt.Sprintf("The client certificate is not trusted: %v", err)
		}
	}
	if shown[0].VerifyHostname(domain) != nil {
		return "The client certificate does not name " + domain
	}
	return ""
}

// pathsOf are the paths from a client's certificate to those that its certificates are verified against (R5280-4).
func (s *Server) pathsOf(shown []*x509.Certificate) ([][]*x509.Certificate, error) {
	return certpath.Verify(shown[0], certpath.Options{
		Anchors: s.ClientCAs, Sent: shown[1:], Now: s.now(), Purpose: x509.ExtKeyUsageClientAuth,
	})
}

// verifyClient refuses, in a handshake that verifies clients, what crypto/tls lets pass.
func (s *Server) verifyClient(agreed tls.ConnectionState) error {
	if len(agreed.PeerCertificates) == 0 {
		return nil
	}
	_, err := s.pathsOf(agreed.PeerCertificates)
	return err
}
