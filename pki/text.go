package pki

import (
	"fmt"
	"slices"
	"strings"
)

// MarshalText is the name that String gives.
func (k KeyKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a name as ParseKeyKind does.
func (k *KeyKind) UnmarshalText(text []byte) (err error) {
	*k, err = ParseKeyKind(string(text))
	return err
}

var statusNames = []string{Good: "good", Revoked: "revoked", Unknown: "unknown"}

// ParseStatus reads what an OCSP response says: good, revoked or unknown.
func ParseStatus(text string) (Status, error) {
	status := slices.Index(statusNames, text)
	if status < 0 {
		return 0, fmt.Errorf("unknown status %q: want one of %s", text, strings.Join(statusNames, ", "))
	}
	return Status(status), nil
}

// MarshalText is the word that ParseStatus reads.
func (s Status) MarshalText() ([]byte, error) {
	if s < 0 || int(s) >= len(statusNames) {
		return nil, fmt.Errorf("unknown status %d", int(s))
	}
	return []byte(statusNames[s]), nil
}

// UnmarshalText reads a word as ParseStatus does.
func (s *Status) UnmarshalText(text []byte) (err error) {
	*s, err = ParseStatus(string(text))
	return err
}
