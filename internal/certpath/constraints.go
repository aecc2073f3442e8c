package certpath

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"slices"
)

// checkConstraints holds the names of a path, leaf first, to the name constraints of the authorities above them (RFC 5280
// §6.1.3). Those of a self-issued intermediate are exempt.
func checkConstraints(path []*x509.Certificate, commonName string) error {
	for i, authority := range slices.Backward(path) {
		if i == 0 || !hasExtension(authority, oidNameConstraints) {
			continue
		}
		limits, err := readLimits(authority)
		if err != nil {
			return err
		}
		for j, bound := range path[:i] {
			if j > 0 && selfIssued(bound) {
				continue
			}
			names, err := namesOf(bound)
			if err != nil {
				return err
			}
			if j == 0 && commonName != "" {
				names = append(names, generalName{tagDNSName, []byte(commonName)})
			}
			for _, name := range names {
				if err := limits.allow(name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// limits are the name constraints of an authority.
type limits struct {
	authority           *x509.Certificate
	permitted, excluded []subtree
}

// subtree is the base of one constraint. A distance is for no kind of name in use, and must not be given (RFC 5280 §4.2.1.10).
type subtree struct {
	base     generalName
	distance bool
}

func readLimits(authority *x509.Certificate) (limits, error) {
	value, _ := extension(authority, oidNameConstraints)
	var said struct {
		Permitted []rawSubtree `asn1:"optional,tag:0"`
		Excluded  []rawSubtree `asn1:"optional,tag:1"`
	}
	if rest, err := asn1.Unmarshal(value, &said); err != nil || len(rest) > 0 {
		return limits{}, &Error{Malformed, authority, "its name constraints cannot be read"}
	}
	return limits{authority, subtrees(said.Permitted), subtrees(said.Excluded)}, nil
}

type rawSubtree struct {
	Base    asn1.RawValue
	Minimum int `asn1:"optional,tag:0"`
	Maximum int `asn1:"optional,tag:1,default:-1"`
}

func subtrees(said []rawSubtree) []subtree {
	var all []subtree
	for _, one := range said {
		all = append(all, subtree{generalName{one.Base.Tag, one.Base.Bytes}, one.Minimum != 0 || one.Maximum != -1})
	}
	return all
}

// allow says what stands against a name: it is excluded, or permitted names of its kind do not have it.
func (l limits) allow(name generalName) error {
	permits, permitted := false, false
	for _, one := range l.permitted {
		if !one.concerns(name) {
			continue
		}
		permits = true
		within, known := one.has(name, false)
		if !known {
			return l.unprocessed(name)
		}
		permitted = permitted || within
	}
	for _, one := range l.excluded {
		if !one.concerns(name) {
			continue
		}
		within, known := one.has(name, true)
		if !known {
			return l.unprocessed(name)
		}
		if within {
			return l.outside(name, "is among the names that %s must not name")
		}
	}
	if permits && !permitted {
		return l.outside(name, "is not among the names that %s may name")
	}
	return nil
}

func (l limits) outside(name generalName, format string) error {
	return &Error{OutsideLimits, l.authority, fmt.Sprintf("%s "+format, name, subjectOf(l.authority))}
}

func (l limits) unprocessed(name generalName) error {
	return &Error{NotProcessed, l.authority, fmt.Sprintf("%s is of a kind that %s limits, in a way that is unknown", name, subjectOf(l.authority))}
}

// subjectOf is what a person calls an authority.
func subjectOf(authority *x509.Certificate) string {
	if authority.Subject.CommonName != "" {
		return authority.Subject.CommonName
	}
	return "its issuer"
}

// concerns says whether a constraint is about a kind of name.
func (s subtree) concerns(name generalName) bool {
	if s.base.tag != name.tag {
		return false
	}
	return name.tag != tagOtherName || slices.Equal(s.base.otherKind(), name.otherKind())
}

// has says whether a name is in the subtree; a name with a star counts as all that it covers: to be permitted it must be
// in the subtree as a whole, to be excluded in part.
func (s subtree) has(name generalName, inPart bool) (within, known bool) {
	if s.distance {
		return false, false
	}
	base, value := string(s.base.value), string(name.value)
	switch name.tag {
	case tagDNSName:
		return dnsWithin(value, base, inPart), true
	case tagRFC822Name:
		return mailboxWithin(value, base), true
	case tagURI:
		return uriWithin(value, base)
	case tagIPAddress:
		return addressWithin(name.value, s.base.value), true
	case tagDirectoryName:
		return directoryWithin(name.value, s.base.value)
	}
	return false, false
}
