package policy

import (
	"fmt"
	"strings"
)

// Setting is a Requirement by the name that somebody has for it. The zero value leaves TLS to the default entry.
type Setting struct {
	Name string `json:"name,omitzero"`
	Requirement
}

// Unset is the Setting of an entry that says nothing about TLS.
var Unset Setting

func (s Setting) String() string {
	if s == Unset {
		return "Default"
	}
	return s.Name
}

// The settings that no product has by these names and that many can be told, each in its own words.
var (
	Encrypted      = Setting{"encrypted", WithTLS}
	TrustedChain   = Setting{"trusted chain only", ByChain}
	VerifiedDomain = Setting{"verified against the recipient domain", ByDomain}
	VerifiedHost   = Setting{"verified against the MX host name", ByMXHost}
)

// NeutralSettings lists the settings that belong to no product.
func NeutralSettings() []Setting {
	return []Setting{Encrypted, VerifiedDomain, VerifiedHost, TrustedChain}
}

// Dialect is how a product words what it is told. It is no part of a policy, which is the same in every dialect.
type Dialect interface {
	// Settings are those of the product, in its own order.
	Settings() []Setting
	// ParseSetting reads the product's word for a setting; false: it has no such word.
	ParseSetting(text string) (Setting, bool)
	// ParseDestinations reads a table of entries by domain as the product exports it.
	ParseDestinations(text string) (DestinationTable, error)
	// ParseRoutes reads a table of routes as the product exports it, and FormatRouteHost is a destination in it.
	ParseRoutes(text string) ([]Route, error)
	FormatRouteHost(RouteHost) string
	// ParseListener reads the product's word for what a listener does, and FormatListener is that word.
	ParseListener(text string) (TLS, error)
	FormatListener(TLS) string
}

// ParseSetting reads a setting in a dialect, or by the name of one that belongs to no product.
func ParseSetting(dialect Dialect, text string) (Setting, error) {
	var known []string
	for _, setting := range NeutralSettings() {
		if strings.EqualFold(text, setting.Name) {
			return setting, nil
		}
		known = append(known, fmt.Sprintf("%q", setting.Name))
	}
	if dialect == nil {
		return Unset, fmt.Errorf("unknown TLS setting %q: want one of %s", text, strings.Join(known, ", "))
	}
	if setting, ok := dialect.ParseSetting(text); ok {
		return setting, nil
	}
	var own []string
	for i, setting := range dialect.Settings() {
		own = append(own, fmt.Sprintf("%d %q", i+1, setting.Name))
	}
	return Unset, fmt.Errorf("unknown TLS setting %q: want one of %s", text, strings.Join(append(own, known...), ", "))
}
