package pki

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
)

var (
	oidCommonName     = asn1.ObjectIdentifier{2, 5, 4, 3}
	oidSubjectAltName = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidDNSSRV         = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 8, 7} // id-on-dnsSRV, RFC 4985 §2
)

// The tags of a GeneralName (RFC 5280 §4.2.1.6).
const (
	tagOtherName  = 0
	tagRFC822Name = 1
	tagDNSName    = 2
	tagURI        = 6
	tagIPAddress  = 7
)

// subject is a name made of these common names alone, in this order, each in an RDN of its own.
func subject(commonNames []string) pkix.Name {
	var name pkix.Name
	for _, commonName := range commonNames {
		name.ExtraNames = append(name.ExtraNames, pkix.AttributeTypeAndValue{Type: oidCommonName, Value: commonName})
	}
	return name
}

// subjectAltName encodes the names as they are: crypto/x509 would refuse those that are not IA5, and knows no SRV names.
// It gives no extension if there are no names. An empty subject makes the extension critical (RFC 5280 §4.2.1.6).
func (l Leaf) subjectAltName() ([]pkix.Extension, error) {
	var names []asn1.RawValue
	add := func(tag int, value []byte) {
		names = append(names, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, Bytes: value})
	}
	for _, name := range l.DNSNames {
		add(tagDNSName, []byte(name))
	}
	for _, address := range l.Emails {
		add(tagRFC822Name, []byte(address))
	}
	for _, address := range l.IPs {
		add(tagIPAddress, address.Unmap().AsSlice())
	}
	for _, uri := range l.URIs {
		add(tagURI, []byte(uri))
	}
	for _, name := range l.SRVNames {
		otherName, err := srvName(name)
		if err != nil {
			return nil, fmt.Errorf("encoding the SRV name %q: %w", name, err)
		}
		names = append(names, otherName)
	}
	for _, name := range l.OtherNames {
		names = append(names, asn1.RawValue{FullBytes: []byte(name)})
	}
	if len(names) == 0 {
		return nil, nil
	}
	value, err := asn1.Marshal(names)
	if err != nil {
		return nil, fmt.Errorf("encoding the subjectAltName: %w", err)
	}
	return []pkix.Extension{{Id: oidSubjectAltName, Critical: len(l.commonNames()) == 0, Value: value}}, nil
}

// srvName is an otherName of type id-on-dnsSRV (RFC 4985 §2).
func srvName(name string) (asn1.RawValue, error) {
	id, err := asn1.Marshal(oidDNSSRV)
	if err != nil {
		return asn1.RawValue{}, err
	}
	value, err := asn1.MarshalWithParams(name, "ia5,explicit,tag:0")
	if err != nil {
		return asn1.RawValue{}, err
	}
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tagOtherName, IsCompound: true, Bytes: append(id, value...)}, nil
}
