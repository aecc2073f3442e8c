package fakemta

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"
)

// TLSVersion is a version of TLS, by its number on the wire. Its text is "1.0" to "1.3".
type TLSVersion uint16

var tlsVersions = map[string]TLSVersion{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}

// MarshalText writes the version.
func (v TLSVersion) MarshalText() ([]byte, error) { return nameOf(tlsVersions, v, "version of TLS") }

// UnmarshalText reads a version.
func (v *TLSVersion) UnmarshalText(text []byte) error {
	return valueOf(tlsVersions, text, v, "version of TLS")
}

// CipherSuite is a cipher suite of TLS, by its number on the wire. Its text is IANA's name.
type CipherSuite uint16

// MarshalText writes the name.
func (c CipherSuite) MarshalText() ([]byte, error) {
	name := SuiteName(uint16(c))
	if _, known := SuiteNamed(name); !known {
		return nil, fmt.Errorf("unknown cipher suite %s", name)
	}
	return []byte(name), nil
}

// UnmarshalText reads a name.
func (c *CipherSuite) UnmarshalText(text []byte) error {
	suite, known := SuiteNamed(string(text))
	if !known || SuiteName(suite.ID) != string(text) { // Windows adds the name of a curve to some
		return fmt.Errorf("unknown cipher suite %q: want its IANA name", text)
	}
	*c = CipherSuite(suite.ID)
	return nil
}

var actionNames = map[string]Action{"continue": Continue, "silence": Silence, "close": Close, "reset": Reset}

// MarshalText writes the action in a word.
func (a Action) MarshalText() ([]byte, error) { return nameOf(actionNames, a, "action") }

// UnmarshalText reads the word for an action.
func (a *Action) UnmarshalText(text []byte) error { return valueOf(actionNames, text, a, "action") }

func nameOf[T comparable](names map[string]T, value T, what string) ([]byte, error) {
	for name, named := range names {
		if named == value {
			return []byte(name), nil
		}
	}
	return nil, fmt.Errorf("unknown %s %v", what, value)
}

func valueOf[T any](names map[string]T, text []byte, into *T, what string) error {
	value, known := names[string(text)]
	if !known {
		all := make([]string, 0, len(names))
		for name := range names {
			all = append(all, name)
		}
		slices.Sort(all)
		return fmt.Errorf("unknown %s %q: want one of %s", what, text, strings.Join(all, ", "))
	}
	*into = value
	return nil
}

func numbers(suites []CipherSuite) []uint16 {
	if suites == nil {
		return nil
	}
	all := make([]uint16, len(suites))
	for i, suite := range suites {
		all[i] = uint16(suite)
	}
	return all
}
