package steps

import (
	"errors"
	"maps"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"mtalab/fakemta"
	"mtalab/sim"
)

// clientPhrasesOfMTAs say that an MTA is not the same to all.
func (s *scenario) clientPhrasesOfMTAs() []phrase {
	return []phrase{
		{given, "the MTA at {address} treats clients from {network} differently", nothing,
			"What was said of it holds for all other clients; what is said after this holds for these, on every connection. Towards them it begins honest, " +
				"with the certificates that it had. Where several networks hold an address, the last one counts. Say where the sender is.",
			"Given the MTA at 192.0.2.1 treats clients from 198.51.100.0/24 differently",
			s.treatsClientsFrom},
		{given, "the MTA at {address} treats clients that say EHLO {domain} differently", nothing,
			"What was said of it holds for all other clients; what is said after this holds for these, from the answer to EHLO or HELO on. Towards them it begins " +
				"honest. What comes before that answer, its certificate and the connection itself are the same to all. Say what the sender calls itself.",
			"Given the MTA at 192.0.2.1 treats clients that say EHLO relay.example.com differently",
			func(address, name string) error {
				hello, err := domainOf(name)
				if err != nil {
					return err
				}
				return s.treatsCase(address, fakemta.Case{Hello: hello})
			}},
		{given, "the MTA at {address} treats clients {shown} differently", nothing,
			"What was said of it holds for all other clients; what is said after this holds for these, from the end of the TLS handshake on. Towards them it begins " +
				"honest. Trusted is a certificate for clients that leads to the usual root. Say first that it asks for a client certificate.",
			"Given the MTA at 192.0.2.1 treats clients with an untrusted certificate differently",
			func(address, shown string) error {
				return s.treatsCase(address, fakemta.Case{Certificate: shownCertificates[shown]})
			}},
		{given, "the MTA at {address} treats clients with a trusted certificate for {domain} differently", nothing,
			"The same of those whose trusted certificate has the name.",
			"Given the MTA at 192.0.2.1 treats clients with a trusted certificate for relay.example.com differently",
			func(address, name string) error {
				named, err := domainOf(name)
				if err != nil {
					return err
				}
				return s.treatsCase(address, fakemta.Case{Certificate: fakemta.Trusted, Named: named})
			}},
	}
}

// shownCertificates are what {shown} stands for.
var shownCertificates = map[string]fakemta.ClientCertificate{
	"without a certificate": fakemta.NoCertificate, "with a trusted certificate": fakemta.Trusted, "with an untrusted certificate": fakemta.Untrusted,
}

func (s *scenario) treatsClientsFrom(address, network string) error {
	mta, err := s.at(address)
	if err != nil {
		return err
	}
	from, err := prefixOf(network)
	if err != nil {
		return badText("%w", err)
	}
	if from.Addr().Is4() != mta.Address.Is4() {
		return badText("no client from %s can reach %s, which is an address of the other family", network, address)
	}
	clients := sim.Clients{From: from}
	if slices.ContainsFunc(mta.Clients, func(other sim.Clients) bool { return other.From == from }) {
		return badText("the MTA at %s treats %s differently already", address, &clients)
	}
	before := mta.Last()
	clients.State = sim.State{Shows: before.Shows, ByServerName: maps.Clone(before.ByServerName)}
	mta.Clients = append(mta.Clients, clients)
	s.deviates(mta, playsAtAll)
	return nil
}

func (s *scenario) treatsCase(address string, one fakemta.Case) error {
	mta, err := s.at(address)
	if err != nil {
		return err
	}
	state := mta.Last()
	if slices.ContainsFunc(state.Behaviour.Cases, func(other fakemta.Case) bool { return other.String() == one.String() }) {
		return badText("the MTA at %s treats %s differently already", address, &one)
	}
	state.Behaviour.Cases = append(slices.Clone(state.Behaviour.Cases), one)
	if err := state.Behaviour.CheckCases(); err != nil {
		return badText("the MTA at %s treats %w: say first that it asks for a client certificate", address, err)
	}
	mta.SetLast(state)
	s.deviates(mta, playsAtAll)
	return nil
}

// alterState changes how an MTA is where it was spoken of last.
func (s *scenario) alterState(mta *sim.MTA, how func(*sim.State)) error {
	state := mta.Last()
	if len(state.Behaviour.Cases) > 0 {
		return s.alterCase(mta, how)
	}
	how(&state)
	mta.SetLast(state)
	return nil
}

// alterCase changes how an MTA is towards the clients that were spoken of last, which it knows in the middle of a session only.
func (s *scenario) alterCase(mta *sim.MTA, how func(*sim.State)) error {
	state := mta.Last()
	cases := slices.Clone(state.Behaviour.Cases)
	one := &cases[len(cases)-1]
	before := sim.State{Shows: state.Shows, ByServerName: state.ByServerName}
	after := before
	after.ByServerName, after.Behaviour = maps.Clone(before.ByServerName), one.Behaviour
	how(&after)
	one.Behaviour = after.Behaviour
	after.Behaviour = fakemta.Behaviour{}
	err := one.Check()
	if !reflect.DeepEqual(before, after) || errors.Is(err, fakemta.ErrTooEarly) {
		return badText("this cannot be said of %s: it comes before the MTA at %s knows that it speaks with one; say it before %q",
			one, mta.Address, "treats "+one.String()+" differently")
	}
	if err != nil {
		return badText("%s: %w", one, err)
	}
	state.Behaviour.Cases = cases
	mta.SetLast(state)
	return nil
}

// knowsTheSender: an MTA that tells clients apart by what the laboratory has chosen for the sender states nothing.
func (s *scenario) knowsTheSender() error {
	for _, d := range s.deviations {
		if d.of.from.IsValid() {
			if _, stated := s.world.StatesSenderFor(d.of.mta.Address); !stated {
				return elsewhere{badText("it is not said where the sender is: want such as %q", "Given the sender is at "+d.of.from.Addr().Next().String()), d.step}
			}
		}
		if hello, is := strings.CutPrefix(d.of.as, "clients that say EHLO "); is && s.world.Hostname == "" {
			return elsewhere{badText("it is not said what the sender says in EHLO: want such as %q", "Given the sender calls itself "+hello), d.step}
		}
	}
	return nil
}

// prefixOf reads {network}.
func prefixOf(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address, address.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

// isNetwork holds a network to its own first address: 198.51.100.7/24 is one address or another network.
func isNetwork(text string) error {
	network, err := prefixOf(text)
	if err != nil {
		return badText("%s is no network: want an address or a network such as 198.51.100.0/24", text)
	}
	if network != network.Masked() {
		return badText("%s is no network: want %s, or an address alone", text, network.Masked())
	}
	return nil
}
