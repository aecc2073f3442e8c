package pki

import (
	"fmt"
	"slices"
	"strings"
)

// MarshalText is the name that String gives to a kind that there is.
func (k KeyKind) MarshalText() ([]byte, error) {
	if k < 0 || int(k) >= len(keyKindNames) {
		return nil, fmt.Errorf("unknown kind of key: %s", k)
	}
	return []byte(k.String()), nil
}

// UnmarshalText reads a name as ParseKeyKind does.
func (k *KeyKind) UnmarshalText(text []byte) error {
	kind, err := ParseKeyKind(string(text))
	if err == nil {
		*k = kind
	}
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
func (s *Status) UnmarshalText(text []byte) error {
	status, err := ParseStatus(string(text))
	if err == nil {
		*s = status
	}
	return err
}
