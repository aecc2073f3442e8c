package certpath_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The kinds of names, each in DER.
func dns(name string) asn1.RawValue     { return named(2, []byte(name)) }
func mailbox(name string) asn1.RawValue { return named(1, []byte(name)) }
func uri(name string) asn1.RawValue     { return named(6, []byte(name)) }

func address(text string) asn1.RawValue {
	return named(7, netip.MustParseAddr(text).AsSlice())
}

// network is a constraint on addresses.
func network(text string) asn1.RawValue {
	prefix := netip.MustParsePrefix(text)
	mask := make([]byte, prefix.Addr().BitLen()/8)
	for i := range prefix.Bits() {
		mask[i/8] |= 0x80 >> (i % 8)
	}
	return named(7, append(prefix.Addr().AsSlice(), mask...))
}

// directory is a name of organisations, the topmost first.
func directory(organisations ...string) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 4, IsCompound: true, Bytes: must(asn1.Marshal(organisation(organisations...).ToRDNSequence()))}
}

func organisation(all ...string) pkix.Name {
	var name pkix.Name
	for _, one := range all {
		name.ExtraNames = append(name.ExtraNames, pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, 10}, Value: one})
	}
	return name
}

// other is a name of a kind of its own, by a number.
func other(kind int, value string) asn1.RawValue {
	id := must(asn1.Marshal(asn1.ObjectIdentifier{2, 999, kind}))
	text := must(asn1.MarshalWithParams(value, "utf8,explicit,tag:0"))
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: append(id, text...)}
}

func named(tag int, value []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, Bytes: value}
}

func must(der []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return der
}

type names = []asn1.RawValue

// limit is an authority with name constraints.
func limit(permitted, excluded names) change {
	type subtree struct{ Base asn1.RawValue }
	trees := func(all names) (trees []subtree) {
		for _, one := range all {
			trees = append(trees, subtree{one})
		}
		return trees
	}
	value := must(asn1.Marshal(struct {
		Permitted []subtree `asn1:"optional,omitempty,tag:0"`
		Excluded  []subtree `asn1:"optional,omitempty,tag:1"`
	}{trees(permitted), trees(excluded)}))
	return with(true, string(value), 2, 5, 29, 30)
}

// shows is a leaf with these names alone, and a subject.
func shows(subject pkix.Name, all ...asn1.RawValue) change {
	return func(c *x509.Certificate) {
		c.Subject, c.DNSNames = subject, nil
		if len(all) > 0 {
			with(subject.String() == "", string(must(asn1.Marshal(all))), 2, 5, 29, 17)(c)
		}
	}
}

func TestNameConstraintsBindNamesOfTheirKind(t *testing.T) {
	t.Parallel()
	com, nobody := names{dns("example.com")}, pkix.Name{}
	for _, test := range []struct {
		sentence            string
		permitted, excluded names
		leaf                change
		refused             string
	}{
		{"the domain itself", com, nil, shows(nobody, dns("example.com")), ""},
		{"a name below it", com, nil, shows(nobody, dns("a.b.example.com")), ""},
		{"in other letters", com, nil, shows(nobody, dns("MAIL.Example.COM")), ""},
		{"a name that only ends alike", com, nil, shows(nobody, dns("notexample.com")), "may name"},
		{"another name", com, nil, shows(nobody, dns("mail.other.not")), "may name"},
		{"one good name and a bad one", com, nil, shows(nobody, dns("example.com"), dns("other.not")), "may name"},
		{"one of two domains", names{dns("other.not"), dns("example.com")}, nil, shows(nobody, dns("example.com")), ""},
		{"below a domain with a dot", names{dns(".example.com")}, nil, shows(nobody, dns("a.example.com")), ""},
		{"a domain with a dot is not the domain itself", names{dns(".example.com")}, nil, shows(nobody, dns("example.com")), "may name"},
		{"a star below the domain", com, nil, shows(nobody, dns("*.example.com")), ""},
		{"a star that covers more than the domain", names{dns("mail.example.com")}, nil, shows(nobody, dns("*.example.com")), "may name"},
		{"a star above the domain", com, nil, shows(nobody, dns("*.com")), "may name"},
		{"an excluded domain", nil, com, shows(nobody, dns("mail.example.com")), "must not name"},
		{"another than the excluded one", nil, com, shows(nobody, dns("example.not")), ""},
		{"a star that covers an excluded name", nil, names{dns("mail.example.com")}, shows(nobody, dns("*.example.com")), "must not name"},
		{"a part of a label that covers it", nil, names{dns("mail.example.com")}, shows(nobody, dns("ma*.example.com")), "must not name"},
		{"a part of a label that does not", nil, names{dns("mail.example.com")}, shows(nobody, dns("mx*.example.com")), ""},
		{"a star that is too short for it", nil, names{dns("a.mail.example.com")}, shows(nobody, dns("*.example.com")), ""},
		{"permitted and excluded", com, names{dns("bad.example.com")}, shows(nobody, dns("a.bad.example.com")), "must not name"},
		{"every name excluded", nil, names{dns("")}, shows(nobody, dns("example.com")), "must not name"},
		{"every name permitted", names{dns("")}, nil, shows(nobody, dns("example.com")), ""},

		{"no name of the kind", com, nil, shows(nobody, address("192.0.2.1")), ""},
		{"an address in the network", names{network("192.0.2.0/24")}, nil, shows(nobody, address("192.0.2.1")), ""},
		{"an address outside", names{network("192.0.2.0/24")}, nil, shows(nobody, address("198.51.100.1")), "may name"},
		{"an address of the other family", names{network("192.0.2.0/24")}, nil, shows(nobody, address("2001:db8::1")), "may name"},
		{"an excluded network", nil, names{network("2001:db8::/32")}, shows(nobody, address("2001:db8::1")), "must not name"},
		{"a DNS name beside limits on addresses", names{network("192.0.2.0/24")}, nil, shows(nobody, dns("example.com")), ""},

		{"a mailbox at the host", names{mailbox("example.com")}, nil, shows(nobody, mailbox("a@Example.com")), ""},
		{"a mailbox below the host", names{mailbox("example.com")}, nil, shows(nobody, mailbox("a@mx.example.com")), "may name"},
		{"a mailbox below the domain", names{mailbox(".example.com")}, nil, shows(nobody, mailbox("a@mx.example.com")), ""},
		{"the one mailbox", names{mailbox("a@example.com")}, nil, shows(nobody, mailbox("a@example.com")), ""},
		{"a mailbox in other letters", names{mailbox("a@example.com")}, nil, shows(nobody, mailbox("A@example.com")), "may name"},
		{"an excluded mailbox", nil, names{mailbox("example.com")}, shows(nobody, mailbox("a@example.com")), "must not name"},
		{"a mailbox in the subject", names{mailbox("example.com")}, nil, shows(withMailbox("a@other.not")), "may name"},
		{"a mailbox in the subject beside another", names{mailbox("example.com")}, nil, shows(withMailbox("a@other.not"), mailbox("a@example.com")), ""},

		{"a URI at the host", names{uri("example.com")}, nil, shows(nobody, uri("sip://example.com:5060/x")), ""},
		{"a URI below the host", names{uri("example.com")}, nil, shows(nobody, uri("https://www.example.com/")), "may name"},
		{"a URI below the domain", names{uri(".example.com")}, nil, shows(nobody, uri("https://www.example.com/")), ""},
		{"a URI without a host", names{uri("example.com")}, nil, shows(nobody, uri("urn:isbn:1")), "unknown"},
		{"a URI at an address", names{uri("example.com")}, nil, shows(nobody, uri("https://192.0.2.1/")), "unknown"},
		{"an excluded URI", nil, names{uri("example.com")}, shows(nobody, uri("https://example.com/")), "must not name"},

		{"a subject below the directory", names{directory("A")}, nil, shows(organisation("A", "B")), ""},
		{"the same with other letters and blanks", names{directory("The  Org")}, nil, shows(organisation("the org")), ""},
		{"a subject elsewhere", names{directory("A")}, nil, shows(organisation("B", "A")), "may name"},
		{"no subject", names{directory("A")}, nil, shows(nobody, dns("example.com")), ""},
		{"a directory name beside the subject", names{directory("A")}, nil, shows(organisation("A"), directory("B")), "may name"},
		{"an excluded directory", nil, names{directory("A")}, shows(organisation("A", "B")), "must not name"},

		{"no name of the other kind", names{other(1, "x")}, nil, shows(nobody, dns("example.com")), ""},
		{"a name of another kind", names{other(1, "x")}, nil, shows(nobody, other(2, "x")), ""},
		{"a name of that kind", names{other(1, "x")}, nil, shows(nobody, other(1, "x")), "unknown"},
		{"a name of that kind, excluded", nil, names{other(1, "y")}, shows(nobody, other(1, "x")), "unknown"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()
			for _, where := range []string{"root", "intermediate"} {
				limits := limit(test.permitted, test.excluded)
				ofRoot, ofIntermediate := limits, change(func(*x509.Certificate) {})
				if where == "intermediate" {
					ofRoot, ofIntermediate = ofIntermediate, limits
				}
				top := root(t, ofRoot)
				between := below(t, top, "", func(c *x509.Certificate) { c.Subject = organisation("A") }, ofIntermediate)
				if where == "root" { // whose constraints bind the intermediate as well
					between = top
				}
				err := judge("", top, leaf(t, between, test.leaf), between)
				if test.refused == "" {
					assert.NoError(t, err, where)
				} else {
					assert.ErrorContains(t, err, test.refused, where)
				}
			}
		})
	}
}

func withMailbox(mailbox string) pkix.Name {
	return pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}, Value: mailbox}}}
}

// A Common Name that would be compared as a host name is one (R5280-5).
func TestNameConstraintsBindACommonName(t *testing.T) {
	t.Parallel()
	top := root(t, limit(names{dns("other.not")}, nil))
	shown := leaf(t, top, shows(pkix.Name{CommonName: "example.com"}, address("192.0.2.1")))
	assert.NoError(t, judge("", top, shown), "it is not compared")
	assert.ErrorContains(t, judge("example.com", top, shown), "example.com")
	assert.NoError(t, judge("mail.other.not", top, shown))

	excluding := root(t, limit(nil, names{dns("example.com")}))
	assert.Error(t, judge("*.example.com", excluding, leaf(t, excluding, shows(pkix.Name{CommonName: "*.example.com"}))))
}

// An authority that certifies a new key of its own keeps its name, whatever it may name.
func TestNameConstraintsDoNotBindSelfIssuedIntermediates(t *testing.T) {
	t.Parallel()
	top := root(t)
	first := below(t, top, "", limit(names{directory("A")}, nil), subject("B"))
	renewed := below(t, first, "", subject("B"))
	assert.NoError(t, judge("", top, leaf(t, renewed, shows(organisation("A"))), first, renewed))
	lower := below(t, renewed, "", subject("C"))
	assert.Error(t, judge("", top, leaf(t, lower, shows(organisation("A"))), first, renewed, lower))
	itself := leaf(t, first, shows(organisation("B")))
	assert.Error(t, judge("", top, itself, first), "the last of a path is not exempt")
}

func subject(organisations ...string) change {
	return func(c *x509.Certificate) { c.Subject = organisation(organisations...) }
}

func TestConstraintsThatCannotBeReadHoldNothing(t *testing.T) {
	t.Parallel()
	distant := must(asn1.Marshal(struct {
		Permitted []struct {
			Base    asn1.RawValue
			Minimum int `asn1:"tag:0"`
		} `asn1:"tag:0"`
	}{[]struct {
		Base    asn1.RawValue
		Minimum int `asn1:"tag:0"`
	}{{dns("example.com"), 1}}}))
	top := root(t, with(true, string(distant), 2, 5, 29, 30))
	require.Error(t, judge("", top, leaf(t, top)))
}
