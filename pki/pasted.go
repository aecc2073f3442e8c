package pki

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Errors of a text that is to be certificates. None of them repeats a part of the text.
var (
	ErrPrivateKey = errors.New("a private key stands there, which no certificate needs: take it out, and hold it for known to others")
	ErrNotPEM     = errors.New("want a certificate in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----")
)

// mostCertificates is how many certificates a text may have; chains of the Internet have four.
const mostCertificates = 100

var (
	privateKey = regexp.MustCompile(`(?is)-{4,5} ?BEGIN [^\n-]*PRIVATE KEY.*?(-{4,5} ?END [^\n-]*PRIVATE KEY[^\n-]*-{4,5}|$)`)
	blockBegin = regexp.MustCompile(`(?m)^-----BEGIN [^\n-]*-----`)
)

// WithoutPrivateKeys is a text with a remark in the place of every private key in PEM, and of all behind one that is
// cut off. It has as many lines as before.
func WithoutPrivateKeys(text string) string {
	return privateKey.ReplaceAllStringFunc(text, func(key string) string {
		return "(a private key, not shown)" + strings.Repeat("\n", strings.Count(key, "\n"))
	})
}

// ParseLeaf describes the certificate in a text in PEM: a certificate alone, or with a chain behind it, and with
// other text around, as programs print them. Of the certificate it takes its names (every CN and subjectAltName,
// but no other part of the subject), its dates, key usage, extended key usage and kind of key, the nearest of
// those that KeyKind has. All else, the chain and the signature among it, is left out. Names that Go's own reader
// refuses are taken as they are.
func ParseLeaf(text string) (Leaf, error) {
	if privateKey.MatchString(text) {
		return Leaf{}, ErrPrivateKey
	}
	blocks, err := certificates(text)
	if err != nil {
		return Leaf{}, err
	}
	chain := make([]*parsed, len(blocks))
	for i, der := range blocks {
		if chain[i], err = parseCertificate(der); err != nil {
			return Leaf{}, fmt.Errorf("reading certificate %d: %w", i+1, err)
		}
	}
	if err := oneLeaf(chain); err != nil {
		return Leaf{}, err
	}
	leaf, err := chain[0].leaf()
	if err != nil {
		return Leaf{}, fmt.Errorf("reading certificate 1: %w", err)
	}
	return leaf, nil
}

// certificates are the certificates of a text, in DER.
func certificates(text string) ([][]byte, error) {
	text = unindented(text)
	var found [][]byte
	begun := len(blockBegin.FindAllStringIndex(text, mostCertificates+1))
	if begun > mostCertificates {
		return nil, fmt.Errorf("want at most %d certificates", mostCertificates)
	}
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		switch block.Type {
		case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
			found = append(found, block.Bytes)
		default:
			return nil, fmt.Errorf("%w: %s is none", ErrNotPEM, kindOfBlock(block.Type))
		}
	}
	switch {
	case begun == 0:
		return nil, ErrNotPEM
	case len(found) < begun:
		return nil, fmt.Errorf("%w: a block of the text is cut off or not whole", ErrNotPEM)
	}
	return found, nil
}

// kindOfBlock names what was pasted in place of a certificate.
func kindOfBlock(label string) string {
	switch {
	case strings.Contains(label, "REQUEST"):
		return "a request for a certificate"
	case strings.Contains(label, "PUBLIC KEY"):
		return "a public key"
	case strings.Contains(label, "CRL"):
		return "a revocation list"
	}
	return "a block of another kind"
}

// unindented takes off what a mail, an editor or a feature puts before and behind the lines.
func unindented(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.Trim(line, " \t\u00a0\ufeff")
	}
	return strings.Join(lines, "\n")
}

// oneLeaf says what is wrong with a chain that does not begin with its only leaf.
func oneLeaf(chain []*parsed) error {
	for i, other := range chain[1:] {
		if other.isCA || bytes.Equal(other.der, chain[0].der) || other.issuedOneOf(chain) {
			continue
		}
		if chain[0].isCA {
			return fmt.Errorf("certificate 1 is that of an authority, and certificate %d is none: want the server's own first", i+2)
		}
		return fmt.Errorf("certificates 1 and %d are both of servers: want one, and behind it none but those of authorities", i+2)
	}
	return nil
}

// issuedOneOf says whether a certificate of a chain names this one as its issuer, as old ones of authorities do not
// say that they are.
func (p *parsed) issuedOneOf(chain []*parsed) bool {
	return slices.ContainsFunc(chain, func(other *parsed) bool {
		return other != p && bytes.Equal(other.Issuer.FullBytes, p.Subject.FullBytes)
	})
}
