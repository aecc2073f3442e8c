package sim

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// Policy is what the sender under test is told to do.
type Policy struct {
	// Default is the TLS setting of the default entry (ESA-2). Unset: a message to a domain
	// without an entry cannot be judged, and the sender says so.
	Default Setting
	// DefaultAddresses and DefaultDANE are the rest of the default entry.
	DefaultAddresses AddressPreference
	DefaultDANE      string
	// Destinations are the entries of the destination controls (ESA-1 to ESA-4).
	Destinations []Destination
	// Routes are the SMTP routes, in the order in which they were entered (ESA-60).
	Routes []Route
	// Options are readings of unclear rules, by the names of rules.md ("hosted_mx" → "all").
	Options map[string]string
	// Seed makes the choice among equals the same in every run.
	Seed int64
}

// ErrPolicy is a policy that contradicts itself or that its sender cannot read.
var ErrPolicy = errors.New("policy")

// Route is one line of the SMTP routes table; ParseRoutes reads one, and checks it.
type Route struct {
	Domain string // a domain, ".domain" for its subdomains, or "ALL" (ESA-66)
	Hosts  []RouteHost
	Line   int // where it was entered, from 1; 0 if not from a text
}

// RouteHost is one destination of a route (ESA-64). Exactly one of its first four fields says where to;
// UseDNS and Discard stand in a route by themselves.
type RouteHost struct {
	Name     string     // a host name: MX lookup, then address lookup (ESA-65)
	Address  netip.Addr // an IP address
	UseDNS   bool       // USEDNS: as if there were no route (ESA-67)
	Discard  bool       // /dev/null (ESA-68)
	Bracket  bool       // Name stood in brackets: address lookup only
	Port     uint16     // 25 if not given
	Priority int        // 0 (first, and the default) to 65535
}

// Setting is what a destination asks of TLS.
type Setting int

// The six settings of the ESA (ESA-1), by their numbers in destconfig.
const (
	Unset Setting = iota
	No
	Preferred
	Required
	PreferredVerify
	RequiredVerify
	RequiredVerifyHosted
)

var settingNames = map[Setting]string{
	No:                   "No",
	Preferred:            "Preferred",
	Required:             "Required",
	PreferredVerify:      "Preferred - Verify",
	RequiredVerify:       "Required - Verify",
	RequiredVerifyHosted: "Required - Verify Hosted Domains",
	DomainSecurity:       "Domain Security",
}

// Settings lists the six settings in the order of destconfig.
func Settings() []Setting {
	return []Setting{No, Preferred, Required, PreferredVerify, RequiredVerify, RequiredVerifyHosted}
}

// ParseSetting reads a setting by its name or number in destconfig, or by its name as Cisco's pages
// write it: "Required (Verify)", "Required – Verify" with a dash.
func ParseSetting(text string) (Setting, error) {
	if neutral, ok := parseNeutral(text); ok {
		return neutral, nil
	}
	plain := strings.NewReplacer(" (Verify)", " - Verify", "–", "-").Replace(text)
	names := make([]string, 0, len(settingNames))
	for _, setting := range Settings() {
		if strings.EqualFold(plain, setting.String()) || text == fmt.Sprint(int(setting)) {
			return setting, nil
		}
		names = append(names, fmt.Sprintf("%d %q", setting, setting.String()))
	}
	for _, setting := range NeutralSettings() {
		names = append(names, fmt.Sprintf("%q", setting.String()))
	}
	return Unset, fmt.Errorf("unknown TLS setting %q: want one of %s", text, strings.Join(names, ", "))
}

func (s Setting) String() string {
	if name, ok := settingNames[s]; ok {
		return name
	}
	if name, ok := neutralNames[s]; ok {
		return name
	}
	return "Default"
}
