package sim

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"mtalab/fakedns"
	"mtalab/internal/dane"
	"mtalab/pki"
	"mtalab/sim/evidence"
)

// overclaimed says why a certificate that the sender says it has verified cannot be: its chain was not valid at
// that time, or ends at nobody whom the world trusts. What else may be wrong with a chain is for a scenario to
// state, as verifiers differ in it.
func (r *Running) overclaimed(said outcome, c arrival) error {
	if said.Fate != evidence.DeliveredVerified {
		return nil
	}
	raw, err := r.shownTo(c)
	if err != nil || len(raw) == 0 {
		return err // of a session that was resumed nothing was shown
	}
	if own := r.issued.unchanged(raw); own != nil && r.verifiable(own, c.secured) {
		return nil
	}
	chain := readable(raw)
	if len(chain) == 0 {
		return nil // others may read it
	}
	err = r.verify(chain, c.secured)
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && slices.ContainsFunc(chain, invalid.Cert.Equal):
	case errors.As(err, &unknown) && !r.leadsToRoot(chain):
	default:
		return nil
	}
	if r.isPinned(chain) {
		return nil
	}
	return fmt.Errorf("%s says %q, but the certificate that the MTA at %s showed cannot be verified: %w", r.sender.Name(), said.Fate, c.at.Address, err)
}

// validAt says whether every certificate of a chain is valid at a time.
func validAt(chain []*x509.Certificate, at time.Time) bool {
	return !slices.ContainsFunc(chain, func(c *x509.Certificate) bool { return at.Before(c.NotBefore) || at.After(c.NotAfter) })
}

// shown is a chain at a time.
type shown struct {
	chain string // DER
	at    time.Time
}

// verify verifies a chain as it was at a time, and the same one once only: thousands of messages may meet it.
func (r *Running) verify(chain []*x509.Certificate, at time.Time) error {
	this := shown{at: at}
	for _, certificate := range chain {
		this.chain += string(certificate.Raw)
	}
	if err, known := r.verified[this]; known {
		return err
	}
	err := r.buildChain(chain, at)
	if r.verified == nil {
		r.verified = map[shown]error{}
	}
	r.verified[this] = err
	return err
}

// buildChain verifies a chain, and spares the search where every certificate is valid and one is signed by a root.
func (r *Running) buildChain(chain []*x509.Certificate, at time.Time) error {
	if validAt(chain, at) && r.leadsToRoot(chain) {
		return nil
	}
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	for _, root := range r.trusted {
		roots.AddCert(root)
	}
	for _, certificate := range chain[1:] {
		intermediates.AddCert(certificate)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: intermediates, CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err
}

// shownTo are the certificates that the sender was shown in the session of a copy, in DER.
func (r *Running) shownTo(c arrival) ([][]byte, error) {
	if attacker := c.at.visits.of(c.session).state.Attacker; attacker != nil && attacker.Shows != nil {
		shown, err := r.issued.toShow(attacker.Shows, r.issueTime())
		if err != nil {
			return nil, err
		}
		return shown.Certificate, nil
	}
	if agreed := c.session.TLS(); agreed != nil {
		return agreed.Certificates, nil
	}
	return nil, nil
}

// verifiable says whether a certificate with its whole chain, as it was issued here, leads to a trust anchor and was valid at a
// time: that spares the look at signatures which are right by construction.
func (r *Running) verifiable(own *pki.Certificate, at time.Time) bool {
	return slices.ContainsFunc(r.trusted, own.Issuer.Root().Certificate.Equal) &&
		validAt([]*x509.Certificate{own.Leaf}, at) && validAt(own.Issuer.Chain(), at)
}

// isPinned says whether a TLSA record that the sender was told of designates a certificate of a chain: it may be verified by that,
// whatever else is wrong with it (RFC 7672 §3.1).
func (r *Running) isPinned(chain []*x509.Certificate) bool {
	for _, query := range Of[fakedns.Query](r.Trail) {
		for _, record := range query.Answers {
			if record.Type != "TLSA" {
				continue
			}
			pin, err := dane.Parse(record.Value)
			if err == nil && slices.ContainsFunc(chain, pin.Matches) {
				return true
			}
		}
	}
	return false
}

// readable are the certificates of a chain that can be read; none if the first cannot.
func readable(raw [][]byte) []*x509.Certificate {
	var chain []*x509.Certificate
	for i, der := range raw {
		certificate, err := x509.ParseCertificate(der)
		if err != nil && i == 0 {
			return nil
		}
		if err == nil {
			chain = append(chain, certificate)
		}
	}
	return chain
}

// leadsToRoot says whether a certificate of a chain is a trust anchor, or is issued by the name of one with its
// key: what is wrong with it is then a matter of taste, such as a weak signature.
func (r *Running) leadsToRoot(chain []*x509.Certificate) bool {
	for _, certificate := range chain {
		for _, root := range r.trusted {
			if certificate.Equal(root) || bytes.Equal(certificate.RawIssuer, root.RawSubject) && signed(root, certificate) {
				return true
			}
		}
	}
	return false
}

// signed says whether an authority has signed a certificate, be it in a way that is too weak today.
func signed(authority, certificate *x509.Certificate) bool {
	var weak x509.InsecureAlgorithmError
	err := authority.CheckSignature(certificate.SignatureAlgorithm, certificate.RawTBSCertificate, certificate.Signature)
	return err == nil || errors.As(err, &weak)
}
