package shim

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"mtalab/internal/driver"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// version is that of the contract.
const version = 2

// What a program is asked for.
const (
	askAbout = "about" // to introduce itself
	askSend  = "send"  // to deliver a message: the first attempt
	askRetry = "retry" // to try again now for those for whom it was deferred
)

// question is one line that a program of version 2 reads: question.schema.json says what it means.
type question struct {
	Version    int          `json:"version"`
	Ask        string       `json:"ask"`
	ID         int          `json:"id,omitzero"`
	World      int64        `json:"world,omitzero"`
	Attempt    int          `json:"attempt,omitzero"`
	From       *string      `json:"from,omitempty"`
	Recipients []recipient  `json:"recipients,omitempty"`
	Message    string       `json:"message,omitempty"`
	Hostname   string       `json:"hostname,omitempty"`
	Addresses  []netip.Addr `json:"addresses,omitempty"`
	NameServer string       `json:"nameServer,omitempty"`
	Anchor     string       `json:"trustAnchor,omitempty"`
	Roots      string       `json:"roots,omitempty"`
	Client     *certificate `json:"clientCertificate,omitempty"`
	Folder     string       `json:"folder,omitempty"`
	RunFolder  string       `json:"runFolder"`
	Patience   float64      `json:"patience"`
}

// recipient is one of a message, with the policy that governs it.
type recipient struct {
	Address   string           `json:"address"`
	Policy    string           `json:"policy"`
	TLS       policy.TLS       `json:"tls"`
	Chain     string           `json:"chain,omitempty"`
	Names     *policy.Names    `json:"names,omitempty"`
	IP        policy.Addresses `json:"addresses,omitempty"`
	DANE      string           `json:"dane,omitempty"`
	SmartHost *smartHost       `json:"smartHost,omitempty"`
}

// smartHost takes all mail for a recipient, whatever its MX records say.
type smartHost struct {
	Host     string `json:"host"` // a name or an address
	Port     uint16 `json:"port"`
	LookupMX bool   `json:"lookupMX"` // the name is a domain, whose MX hosts are meant
}

// certificate is where the sender's own lies, with its chain, and its key: files, PEM.
type certificate struct {
	Chain string `json:"chain"`
	Key   string `json:"key"`
}

// line is a question as it is written.
func (q question) line() ([]byte, error) {
	if !utf8.ValidString(q.Message) {
		return nil, fmt.Errorf("%w: its contract has no message that is not UTF-8", sim.ErrNotSupported)
	}
	text, err := json.Marshal(q)
	return append(text, '\n'), err
}

// question asks for the delivery of a message.
func (o *outbox) question(message evidence.Message, ask string, recipients []recipient) question {
	env := o.bench.Env
	from := driver.Envelope([]string{message.From})[0]
	return question{
		Version: version, Ask: ask, World: o.world,
		From: &from, Recipients: recipients, Message: string(message.Data),
		Hostname: env.Hostname, Addresses: env.Addresses, NameServer: env.DNS.String(), Anchor: env.TrustAnchor, Roots: driver.RootsFile, Client: o.certificate,
		RunFolder: runFolder, Patience: o.sender.patience().Seconds(),
	}
}

// recipients are those of a message, as they are written on the wire, each with its policy.
func (o *outbox) recipients(addresses []string) ([]recipient, error) {
	var asked []recipient
	for _, address := range driver.Envelope(addresses) {
		domain := domainOf(address)
		if _, err := o.bench.Env.Policy.SettingFor(domain); err != nil {
			return nil, err
		}
		controls := o.bench.Env.Policy.ControlsFor(domain)
		next := recipient{
			Address: address, Policy: controls.Setting.String(), TLS: controls.Setting.TLS, Chain: string(controls.Setting.Chain),
			IP: controls.Addresses,
		}
		if controls.Setting.Names != 0 {
			next.Names = &controls.Setting.Names
		}
		if controls.DANE != policy.NoDANE {
			next.DANE = controls.DANE
		}
		if route, found := o.bench.Env.Policy.RouteFor(domain); found {
			next.SmartHost, _ = smartHostOf(route) // which was checked before
		}
		asked = append(asked, next)
	}
	return asked, nil
}

// smartHostOf is what a route means to every MTA, nil if it leads where the MX records do; false: it means more than one
// host, or none.
func smartHostOf(route policy.Route) (*smartHost, bool) {
	if slices.ContainsFunc(route.Hosts, func(host policy.RouteHost) bool { return host.UseDNS }) {
		return nil, true
	}
	if len(route.Hosts) != 1 || route.Hosts[0].Discard {
		return nil, false
	}
	host := route.Hosts[0]
	found := &smartHost{Host: strings.ToLower(host.Name), Port: cmp.Or(host.Port, 25), LookupMX: host.Name != "" && !host.Bracket}
	if host.Address.IsValid() {
		found.Host = host.Address.String()
	}
	return found, true
}
