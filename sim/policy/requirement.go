package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Requirement is what is asked of a delivery, in terms that belong to no product: what a product calls it is a Setting. The zero value
// asks for nothing. Requirements are compared with ==.
type Requirement struct {
	TLS TLS `json:"tls,omitzero"`
	// Chain is what is asked of the certificate's chain, and Names of its names: one of these must match. Where TLS is
	// not Always, a certificate that fails does not stop the delivery, which then counts as not verified.
	Chain chain `json:"chain,omitzero"`
	Names Names `json:"names,omitzero"`
	// Mutual asks that the server verify a certificate of the sender too.
	Mutual bool `json:"mutual,omitzero"`
}

// TLS is whether a message goes inside TLS; empty: nothing is said about it.
type TLS string

// Never, if the server offers it, or not at all without it.
const (
	Never     TLS = "never"
	IfOffered TLS = "if offered"
	Always    TLS = "always"
)

// chain is what a certificate's chain must be; empty: nobody looks at it.
type chain string

// Trusted is a chain of sound signatures to a trust anchor, valid now and not revoked.
const Trusted chain = "trusted"

// Names are the kinds of reference identifiers (RFC 6125 §1.8) of which any one is accepted; zero: names are not
// compared.
type Names uint8

// The kinds of reference identifiers.
const (
	RecipientDomain Names = 1 << iota
	RouteName             // the host that a route names for the domain
	MXHost                // the MX host that the connection was made to
	ReverseName           // the PTR name of the connected address, if its own address is that one
)

var nameKinds = []struct {
	kind Names
	word string
}{{RecipientDomain, "recipient domain"}, {RouteName, "route"}, {MXHost, "MX host"}, {ReverseName, "reverse name"}}

// has says whether all of some kinds are among them.
func (n Names) has(kinds Names) bool { return n&kinds == kinds }

func (n Names) words() []string {
	words := []string{}
	for _, known := range nameKinds {
		if n.has(known.kind) {
			words = append(words, known.word)
		}
	}
	return words
}

// MarshalJSON writes the kinds as a list of words.
func (n Names) MarshalJSON() ([]byte, error) { return json.Marshal(n.words()) }

// UnmarshalJSON reads a list of words.
func (n *Names) UnmarshalJSON(text []byte) error {
	var words []string
	if err := json.Unmarshal(text, &words); err != nil {
		return err
	}
	*n = 0
	for _, word := range words {
		i := slices.IndexFunc(nameKinds, func(known struct {
			kind Names
			word string
		}) bool {
			return known.word == word
		})
		if i < 0 {
			return fmt.Errorf("unknown kind of name %q: want some of %s", word, strings.Join((RecipientDomain|RouteName|MXHost|ReverseName).words(), ", "))
		}
		*n |= nameKinds[i].kind
	}
	return nil
}

// What most products can be told.
var (
	WithoutTLS    = Requirement{TLS: Never}
	Opportunistic = Requirement{TLS: IfOffered}
	WithTLS       = Requirement{TLS: Always}
	ByChain       = Requirement{TLS: Always, Chain: Trusted}
	ByDomain      = Requirement{TLS: Always, Chain: Trusted, Names: RecipientDomain}
	ByMXHost      = Requirement{TLS: Always, Chain: Trusted, Names: MXHost}
	MutualTLS     = Requirement{TLS: Always, Chain: Trusted, Names: RecipientDomain | MXHost, Mutual: true}
)
