package certpath

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"net/netip"
)

// The tags of a GeneralName (RFC 5280 §4.2.1.6).
const (
	tagOtherName     = 0
	tagRFC822Name    = 1
	tagDNSName       = 2
	tagDirectoryName = 4
	tagURI           = 6
	tagIPAddress     = 7
)

// generalName is a name of a certificate, or the base of a constraint.
type generalName struct {
	tag   int
	value []byte
}

func (n generalName) String() string {
	switch n.tag {
	case tagRFC822Name, tagDNSName, tagURI:
		return fmt.Sprintf("%q", n.value)
	case tagIPAddress:
		if address, ok := netip.AddrFromSlice(n.value); ok {
			return address.String()
		}
	case tagDirectoryName:
		return "its subject, or a directory name,"
	}
	return "a name"
}

// otherKind is the kind of an otherName, in DER.
func (n generalName) otherKind() []byte {
	var kind asn1.RawValue
	_, _ = asn1.Unmarshal(n.value, &kind) // what cannot be read is a kind of its own: none
	return kind.FullBytes
}

// namesOf are the names that constraints bind (RFC 5280 §4.2.1.10): the subject, unless it is empty, what stands in the
// subjectAltName, and the e-mail addresses of a subject where no rfc822Name does.
func namesOf(certificate *x509.Certificate) ([]generalName, error) {
	var names []generalName
	if value, has := extension(certificate, oidSubjectAltName); has {
		var said []asn1.RawValue
		if rest, err := asn1.Unmarshal(value, &said); err != nil || len(rest) > 0 {
			return nil, &Error{Malformed, certificate, "its subjectAltName cannot be read"}
		}
		for _, name := range said {
			names = append(names, generalName{name.Tag, name.Bytes})
		}
	}
	subject, err := readName(certificate.RawSubject)
	if err != nil {
		return nil, &Error{Malformed, certificate, "its subject cannot be read"}
	}
	if len(subject) == 0 {
		return names, nil
	}
	mailboxes := subject.mailboxes()
	for _, name := range names {
		if name.tag == tagRFC822Name {
			mailboxes = nil
		}
	}
	for _, mailbox := range mailboxes {
		names = append(names, generalName{tagRFC822Name, []byte(mailbox)})
	}
	return append(names, generalName{tagDirectoryName, certificate.RawSubject}), nil
}
