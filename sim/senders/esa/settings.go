package esa

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/sim"
	"mtalab/sim/policy"
)

// The six settings of the ESA (ESA-1), in the order of destconfig, which numbers them from 1.
var (
	No                   = policy.Setting{Name: "No", Requirement: policy.WithoutTLS}
	Preferred            = policy.Setting{Name: "Preferred", Requirement: policy.Opportunistic}
	Required             = policy.Setting{Name: "Required", Requirement: policy.WithTLS}
	PreferredVerify      = policy.Setting{Name: "Preferred - Verify", Requirement: verify(policy.IfOffered, flowVerify)}
	RequiredVerify       = policy.Setting{Name: "Required - Verify", Requirement: verify(policy.Always, flowVerify)}
	RequiredVerifyHosted = policy.Setting{Name: "Required - Verify Hosted Domains", Requirement: verify(policy.Always, flowHosted)}
)

// The names that the two flows accept (ESA-40, ESA-52).
const (
	flowVerify = policy.RecipientDomain | policy.ReverseName
	flowHosted = policy.RecipientDomain | policy.RouteName | policy.MXHost
)

func verify(tls policy.TLS, names policy.Names) policy.Requirement {
	return policy.Requirement{TLS: tls, Chain: policy.Trusted, Names: names}
}

// Settings lists the six settings in the order of destconfig.
func Settings() []policy.Setting {
	return []policy.Setting{No, Preferred, Required, PreferredVerify, RequiredVerify, RequiredVerifyHosted}
}

// own is the ESA's setting that means a requirement: "encrypted" is what it calls "Required" (ESA-12). It has none that
// looks at exactly one of the names, or at none.
func own(asked policy.Setting) (policy.Setting, bool) {
	for _, setting := range Settings() {
		if setting.Requirement == asked.Requirement {
			return setting, true
		}
	}
	return asked, false
}

// named is the setting of a name that a plan tells.
func named(name string) policy.Setting {
	setting, _ := Dialect{}.ParseSetting(name)
	return setting
}

// understood says ErrNotSupported of a policy with a setting that the ESA has not.
func understood(asked policy.Policy) error {
	for _, entry := range append(slices.Clone(asked.Destinations), policy.Destination{Setting: asked.Default}) {
		if _, ok := own(entry.Setting); !ok && entry.Setting != policy.Unset {
			return fmt.Errorf("%w: the ESA has no setting that means %q", sim.ErrNotSupported, entry.Setting)
		}
		if entry.TLSName != "" {
			return fmt.Errorf("%w: the ESA cannot be told to want %s in the certificates of %s", sim.ErrNotSupported, entry.TLSName, entry.Domain)
		}
	}
	return nil
}

// Dialect is how the ESA words what it is told: the settings of destconfig, the exported tables, and the mail flow
// policies of a listener.
type Dialect struct{}

var _ policy.Dialect = Dialect{}

// Settings lists the six settings in the order of destconfig.
func (Dialect) Settings() []policy.Setting { return Settings() }

// ParseSetting reads a setting by its name or number in destconfig, or by its name as Cisco's pages write it: "Required
// (Verify)", "Required – Verify" with a dash.
func (Dialect) ParseSetting(text string) (policy.Setting, bool) {
	plain := strings.NewReplacer(" (Verify)", " - Verify", "–", "-").Replace(text)
	for i, setting := range Settings() {
		if strings.EqualFold(plain, setting.Name) || text == fmt.Sprint(i+1) {
			return setting, true
		}
	}
	return policy.Unset, false
}

// parseDestinations reads the destination controls.
func (Dialect) ParseDestinations(text string) (policy.DestinationTable, error) {
	return parseDestinations(text)
}

// parseRoutes reads the table of SMTP routes.
func (Dialect) ParseRoutes(text string) ([]policy.Route, error) { return parseRoutes(text) }

// FormatRouteHost is a destination of a route as parseRoutes reads it.
func (Dialect) FormatRouteHost(host policy.RouteHost) string { return formatHost(host) }

// listenerWords are the settings of a mail flow policy (rules.md B.3).
var listenerWords = []struct {
	word string
	tls  policy.TLS
}{{"No", policy.Never}, {"Preferred", policy.IfOffered}, {"Required", policy.Always}}

// ParseListener reads the TLS setting of a mail flow policy.
func (Dialect) ParseListener(text string) (policy.TLS, error) {
	for _, known := range listenerWords {
		if known.word == text {
			return known.tls, nil
		}
	}
	return "", fmt.Errorf("unknown policy of a listener %q: want No, Preferred or Required", text)
}

// FormatListener is the TLS setting of a mail flow policy; that of a listener that was told nothing is "No".
func (Dialect) FormatListener(tls policy.TLS) string {
	for _, known := range listenerWords {
		if known.tls == tls {
			return known.word
		}
	}
	return listenerWords[0].word
}
