package certpath

import (
	"bytes"
	"encoding/asn1"
	"slices"
	"strings"
	"unicode/utf16"
)

// directoryName is a name of X.500: relative names, the topmost first.
type directoryName []relativeNameSET

// relativeNameSET is one relative name; encoding/asn1 goes by the ending of its name.
type relativeNameSET []attribute

type attribute struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

func readName(der []byte) (directoryName, error) {
	var name directoryName
	rest, err := asn1.Unmarshal(der, &name)
	if err == nil && len(rest) > 0 {
		err = asn1.SyntaxError{Msg: "trailing data"}
	}
	return name, err
}

// directoryWithin says whether a name stands at or below another, both in DER: it begins with all of it (RFC 5280
// §4.2.1.10).
func directoryWithin(name, above []byte) (within, known bool) {
	one, err := readName(name)
	if err != nil {
		return false, false
	}
	base, err := readName(above)
	if err != nil {
		return false, false
	}
	return len(one) >= len(base) && slices.EqualFunc(one[:len(base)], base, relativeNameSET.equal), true
}

// equal compares relative names, in which attributes have no order.
func (n relativeNameSET) equal(other relativeNameSET) bool {
	if len(n) != len(other) {
		return false
	}
	for _, one := range n {
		if !slices.ContainsFunc(other, one.equal) {
			return false
		}
	}
	return true
}

// equal compares attributes: in texts neither letter case nor the number of blanks has meaning (RFC 5280 §7.1).
func (a attribute) equal(other attribute) bool {
	if !a.Type.Equal(other.Type) {
		return false
	}
	one, isText := a.text()
	two, isTextToo := other.text()
	if isText && isTextToo {
		return strings.EqualFold(strings.Join(strings.Fields(one), " "), strings.Join(strings.Fields(two), " "))
	}
	return bytes.Equal(a.Value.FullBytes, other.Value.FullBytes)
}

func (a attribute) text() (string, bool) {
	switch a.Value.Tag {
	case asn1.TagUTF8String, asn1.TagPrintableString, asn1.TagIA5String, asn1.TagT61String, asn1.TagNumericString:
		return string(a.Value.Bytes), true
	case asn1.TagBMPString:
		units := make([]uint16, len(a.Value.Bytes)/2)
		for i := range units {
			units[i] = uint16(a.Value.Bytes[2*i])<<8 | uint16(a.Value.Bytes[2*i+1])
		}
		return string(utf16.Decode(units)), true
	}
	return "", false
}

var oidEmailAddress = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}

// mailboxes are the e-mail addresses of a subject (RFC 2985 §5.2.1).
func (n directoryName) mailboxes() []string {
	var all []string
	for _, relative := range n {
		for _, attribute := range relative {
			if attribute.Type.Equal(oidEmailAddress) {
				all = append(all, string(attribute.Value.Bytes))
			}
		}
	}
	return all
}
