package rfc

import (
	"mtalab/internal/dane"
	"mtalab/internal/outbound"
)

// mistakes are what a sender with DANE gets wrong, each honoured at one place; the zero value makes none.
type mistakes struct {
	// The comparison with a record: DANE-EE by name and date, usages 0 and 1, the first record only, DANE-TA without a name.
	dane.Client
	// Where the records stand, and which count.
	outbound.TLSAMistakes

	// asksAtNextHop looks for TLSA records at the recipient domain in place of the MX host (RFC 7672 §2.2.3).
	asksAtNextHop bool
	// fallsBack delivers in the clear where a record does not match (RFC 7672 §2.2).
	fallsBack bool
	// sendsNoName sends no SNI (RFC 7672 §8.1).
	sendsNoName bool
	// trustsInsecureMX authenticates hosts that an insecure MX record names (RFC 7672 §2.2.1).
	trustsInsecureMX bool
	// takesUnusableForNone goes on without TLS where all records are unusable (RFC 7672 §2.2).
	takesUnusableForNone bool
	// prefersDANE tries hosts with TLSA records before those that are preferred (RFC 7672 §2.2.1).
	prefersDANE bool
}

// WithMistakes are the reference senders with one mistake each.
func WithMistakes() []Sender {
	with := func(name string, m mistakes) Sender { return Sender{mistakes: m, name: name} }
	return []Sender{
		with("ignores-ad", mistakes{TLSAMistakes: outbound.TLSAMistakes{IgnoresAD: true}}),
		with("servfail-is-none", mistakes{TLSAMistakes: outbound.TLSAMistakes{TakesFailureForNone: true}}),
		with("names-for-dane-ee", mistakes{Client: dane.Client{NamesEndEntity: true}}),
		with("takes-pkix-usages", mistakes{Client: dane.Client{TakesPKIX: true}}),
		with("first-record-only", mistakes{Client: dane.Client{FirstRecordOnly: true}}),
		with("no-names-for-dane-ta", mistakes{Client: dane.Client{NamesNobody: true}}),
		with("tlsa-at-next-hop", mistakes{asksAtNextHop: true}),
		with("plaintext-after-mismatch", mistakes{fallsBack: true}),
		with("forgets-expanded-name", mistakes{TLSAMistakes: outbound.TLSAMistakes{ForgetsExpanded: true}}),
		with("trusts-insecure-alias", mistakes{TLSAMistakes: outbound.TLSAMistakes{TrustsInsecureAlias: true}}),
		with("wrong-port", mistakes{TLSAMistakes: outbound.TLSAMistakes{AsksAtPort: smtpPort}}),
		with("no-sni", mistakes{sendsNoName: true}),
		with("trusts-insecure-mx", mistakes{trustsInsecureMX: true}),
		with("unusable-is-none", mistakes{takesUnusableForNone: true}),
		with("prefers-dane", mistakes{prefersDANE: true}),
		with("tlsa-of-insecure-hosts", mistakes{TLSAMistakes: outbound.TLSAMistakes{AsksInsecureHosts: true}}),
	}
}
