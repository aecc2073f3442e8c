package sim

import (
	"cmp"
	"net/netip"
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
}

// CRLPage describes a list of revoked certificates (RFC 5280 §5), by the issuer of those certificates of the world that
// name its URL; by the default issuer if none does.
type CRLPage struct {
	URL string `json:"url"`
	// Revoked are the MTAs, by address and port, whose certificates are listed: those that they show when the list is
	// asked for.
	Revoked []netip.AddrPort `json:"revoked,omitzero"`
	// Outdated says that the next list was due yesterday.
	Outdated bool `json:"outdated,omitzero"`
}
