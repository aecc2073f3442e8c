package sim

import (
	"cmp"
	"net/netip"

	"mtalab/pki"
)

// Web describes one web server of a world: where a certificate sends those who want to know whether it was revoked. The
// zero value of all but Address is an honest server without a page.
type Web struct {
	// Address is its IP address, and Port its port; 0 means 80.
	Address netip.Addr `json:"address"`
	Port    uint16     `json:"port,omitzero"`
	// Refuses closes the port: the address exists and nobody listens.
	Refuses bool `json:"refuses,omitzero"`
	// Silent makes it hear every question and answer none.
	Silent bool `json:"silent,omitzero"`
	// Pages are what it serves, by host and path such as "crl.example.com/ca.crl". What is not among them is answered
	// 404.
	Pages map[string]Page `json:"pages,omitzero"`
}

// AddrPort is where it listens.
func (w *Web) AddrPort() netip.AddrPort {
	return netip.AddrPortFrom(w.Address, cmp.Or(w.Port, 80))
}

// Page is one page: its bytes, or a revocation list that is made when it is asked for.
type Page struct {
	Body []byte   `json:"body,omitzero"`
	CRL  *CRLPage `json:"crl,omitzero"`
	// Status is the HTTP status with which it is answered, and Location where it is said to be; 0 and empty: 200, here.
	Status   int    `json:"status,omitzero"`
	Location string `json:"location,omitzero"`
}

// CRLPage describes a list of revoked certificates (RFC 5280 §5), by the issuer of those certificates of the world that
// name its URL; by the default issuer if none does.
type CRLPage struct {
	URL string `json:"url"`
	// Revoked are the MTAs, by address and port, whose certificates are listed: those that they show when the list is
	// asked for.
	Revoked []netip.AddrPort `json:"revoked,omitzero"`
	// Issuers are MTAs, of whose certificates the issuers are listed, and Sender says that the sender's own certificate is.
	Issuers []netip.AddrPort `json:"issuers,omitzero"`
	Sender  bool             `json:"sender,omitzero"`
	// Forged says that somebody else has signed it, in the name of the issuer.
	Forged bool `json:"forged,omitzero"`
	// Part says of which certificates it is the list; nil: of all.
	Part *pki.CRLPart `json:"part,omitzero"`
	// Outdated says that the next list was due yesterday.
	Outdated bool `json:"outdated,omitzero"`
}
