package pki

import (
	"crypto/x509"
	"fmt"
	"slices"
)

// This file: what becomes of a certificate after it was signed. Each method returns a changed copy.

// withRaw is a copy that sends these certificates.
func (c *Certificate) withRaw(raw [][]byte) *Certificate {
	changed := *c
	changed.Raw = raw
	return &changed
}

// WithoutIntermediates sends the leaf alone.
func (c *Certificate) WithoutIntermediates() *Certificate {
	return c.withRaw(slices.Clone(c.Raw[:1]))
}

// WithRoot sends the root as well, at the end. A self-signed certificate has none, and stays as it is.
func (c *Certificate) WithRoot() *Certificate {
	if c.Issuer == nil {
		return c
	}
	return c.WithExtra(c.Issuer.Root().Certificate)
}

// WithExtra sends more certificates, at the end, related or not.
func (c *Certificate) WithExtra(extra ...*x509.Certificate) *Certificate {
	raw := slices.Clone(c.Raw)
	for _, certificate := range extra {
		raw = append(raw, certificate.Raw)
	}
	return c.withRaw(raw)
}

// Reordered sends the certificates whose places in Raw are given, in this order: after WithRoot, Reordered(0, 2, 1) is
// leaf, root, intermediate. It panics on a place that does not exist, as indexing Raw would.
func (c *Certificate) Reordered(places ...int) *Certificate {
	raw := make([][]byte, 0, len(places))
	for _, place := range places {
		raw = append(raw, c.Raw[place])
	}
	return c.withRaw(raw)
}

// Lengthened sends the last certificate again and again until count certificates are sent. A chain that is that long
// already stays as it is.
func (c *Certificate) Lengthened(count int) *Certificate {
	raw := slices.Clone(c.Raw)
	for len(raw) < count {
		raw = append(raw, c.Raw[len(c.Raw)-1])
	}
	return c.withRaw(raw)
}

// Altered changes the last bit of the leaf, which belongs to the signature: the certificate reads as before, but its
// issuer has not signed it (RFC 5280 §6.1.3).
func (c *Certificate) Altered() *Certificate {
	der := slices.Clone(c.Raw[0])
	der[len(der)-1] ^= 1
	changed := c.withRaw(slices.Clone(c.Raw))
	changed.Raw[0], changed.Leaf = der, readable(der)
	return changed
}

// WithForeignKey gives the server a key of the same kind that is not the one in its certificate, so that it cannot
// prove that the certificate is its own (RFC 8446 §4.4.3, RFC 5246 §7.4.3).
func (c *Certificate) WithForeignKey() (*Certificate, error) {
	key, err := c.kind.forLeaf("foreign")
	if err != nil {
		return nil, fmt.Errorf("making a foreign key: %w", err)
	}
	changed := *c
	changed.Key = key
	return &changed, nil
}

// WithOCSPStaple staples an OCSP response, in DER as Authority.OCSP gives it (RFC 6066 §8).
func (c *Certificate) WithOCSPStaple(response []byte) *Certificate {
	changed := *c
	changed.OCSPStaple = response
	return &changed
}
