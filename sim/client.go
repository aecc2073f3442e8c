package sim

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"

	"mtalab/sim/network"
)

// Clients is how an MTA is towards those that come from some addresses, in place of all that is said of it otherwise, its
// Changes included.
type Clients struct {
	From netip.Prefix `json:"from"`
	State
}

// String says which clients are meant.
func (c *Clients) String() string {
	if c.From.IsSingleIP() {
		return "clients from " + c.From.Addr().String()
	}
	return "clients from " + c.From.String()
}

// senderAt is the address from which the sender comes to an MTA.
func (h *host) senderAt() netip.Addr {
	return network.FirstLike(h.Address, h.world.own)
}

// clientOf is the address from which a connection comes. On a loopback all clients are the sender.
func (h *host) clientOf(conn net.Conn) netip.Addr {
	from, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil || from.Addr().IsLoopback() {
		return h.senderAt()
	}
	return from.Addr().Unmap()
}

// of is how an MTA is towards the clients from an address, if something is said of them.
func of(all []*Clients, address netip.Addr) *Clients {
	for _, one := range slices.Backward(all) {
		if one.From.Contains(address) {
			return one
		}
	}
	return nil
}

// checkClients says what is wrong, and where, with how an MTA tells its clients apart.
func (m *MTA) checkClients() error {
	places := map[string]State{"": m.First()}
	for n, change := range m.Changes {
		places[fmt.Sprintf("/changes/%d", n)] = change.State
	}
	for n, clients := range m.Clients {
		place := fmt.Sprintf("/clients/%d", n)
		if !clients.From.IsValid() || clients.From != clients.From.Masked() {
			return fmt.Errorf("%s/from: %v: want a network such as 198.51.100.0/24", place, clients.From)
		}
		places[place] = clients.State
	}
	for _, place := range slices.Sorted(maps.Keys(places)) {
		behaviour := places[place].Behaviour
		if err := behaviour.CheckCases(); err != nil {
			return fmt.Errorf("%s/behaviour/cases: %w", place, err)
		}
	}
	return nil
}

// ToldApart are the clients towards whom an MTA is different at some time, in words, each once.
func (m *MTA) ToldApart() []string {
	var all []string
	note := func(state State) {
		for _, one := range state.Behaviour.Cases {
			if !slices.Contains(all, one.String()) {
				all = append(all, one.String())
			}
		}
	}
	note(m.First())
	for _, change := range m.Changes {
		note(change.State)
	}
	for _, clients := range m.Clients {
		all = append(all, clients.String())
		note(clients.State)
	}
	return all
}

// StatesSenderFor says whether an address of the sender's is stated from which it goes to another: none of the laboratory's
// choice tells who is treated how.
func (w *World) StatesSenderFor(address netip.Addr) (netip.Addr, bool) {
	own := network.FirstLike(address, w.statedAddresses())
	return own, own.IsValid()
}
