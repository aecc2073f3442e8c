package fakemta

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
)

// ClientHello is what a client offers in its first message of TLS. Values that
// this server does not know, GREASE among them, are kept.
type ClientHello struct {
	ServerName       string // RFC 6066 §3; "" if absent
	Versions         []uint16
	CipherSuites     []uint16
	Curves           []tls.CurveID
	SignatureSchemes []tls.SignatureScheme
	ALPN             []string
	Extensions       []uint16 // by their numbers, in the order sent
}

func newClientHello(info *tls.ClientHelloInfo) *ClientHello {
	return &ClientHello{
		ServerName:       info.ServerName,
		Versions:         info.SupportedVersions,
		CipherSuites:     info.CipherSuites,
		Curves:           info.SupportedCurves,
		SignatureSchemes: info.SignatureSchemes,
		ALPN:             info.SupportedProtos,
		Extensions:       info.Extensions,
	}
}

// AsksForOCSP tells whether the client wants a stapled OCSP response
// (status_request, RFC 6066 §8).
func (h *ClientHello) AsksForOCSP() bool { return slices.Contains(h.Extensions, 5) }

// String is the hello as a clause: "server name mx.test, TLS 1.3, 1.2, 17 cipher suites".
func (h *ClientHello) String() string {
	var parts []string
	if h.ServerName == "" {
		parts = append(parts, "no server name")
	} else {
		parts = append(parts, "server name "+h.ServerName)
	}
	for _, v := range h.Versions {
		if v>>8 == 3 { // not GREASE (RFC 8701)
			parts = append(parts, tls.VersionName(v))
		}
	}
	parts = append(parts, fmt.Sprintf("%d cipher suites", len(h.CipherSuites)))
	if len(h.ALPN) > 0 {
		parts = append(parts, "ALPN "+strings.Join(h.ALPN, " "))
	}
	return strings.Join(parts, ", ")
}

// TLSState is what a handshake agreed on.
type TLSState struct {
	Version     uint16
	CipherSuite uint16
	Resumed     bool   // by a session ticket: no certificate was sent
	ServerName  string // of the ClientHello; "" if absent
	// Certificates is the chain that the server sent, in DER, leaf first; nil
	// when resumed.
	Certificates [][]byte
	// PeerCertificates is the chain that the client sent.
	PeerCertificates []*x509.Certificate

	leaf *x509.Certificate // parsed already; may be nil
}

// Leaf is the certificate that the server sent. It fails for one that Go
// cannot parse, and when there is none.
func (t *TLSState) Leaf() (*x509.Certificate, error) {
	if t.leaf != nil {
		return t.leaf, nil
	}
	if len(t.Certificates) == 0 {
		return nil, fmt.Errorf("fakemta: no certificate was sent")
	}
	leaf, err := x509.ParseCertificate(t.Certificates[0])
	if err != nil {
		return nil, fmt.Errorf("fakemta: parsing the certificate that was sent: %w", err)
	}
	return leaf, nil
}

// String is the state as a clause: "TLS 1.3, server name mx.test, CN=mx.test, DNS mx.test".
func (t *TLSState) String() string {
	parts := []string{tls.VersionName(t.Version)}
	if t.ServerName != "" {
		parts = append(parts, "server name "+t.ServerName)
	} else {
		parts = append(parts, "no server name")
	}
	if t.Resumed {
		return strings.Join(append(parts, "resumed"), ", ")
	}
	leaf, err := t.Leaf()
	if err != nil {
		return strings.Join(append(parts, "a certificate that cannot be parsed"), ", ")
	}
	if leaf.Subject.CommonName != "" {
		parts = append(parts, "CN="+leaf.Subject.CommonName)
	}
	for _, name := range leaf.DNSNames {
		parts = append(parts, "DNS "+name)
	}
	return strings.Join(parts, ", ")
}

// TLSFailure says why TLS was refused.
type TLSFailure struct {
	Reason string // for people: the error on this side, with the alert if there was one
	// Alert is the name of the alert that the client sent, as Go words it ("bad
	// certificate", "unknown certificate authority"); "" if it sent none.
	// Which one a client sends for what depends on its TLS library.
	Alert string
	// AfterHandshake: this server held the handshake for done, and the alert was
	// the first thing that the client said (TLS 1.3).
	AfterHandshake bool
}
