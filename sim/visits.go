package sim

import (
	"net/netip"
	"slices"
	"sync"

	"mtalab/fakemta"
)

// visits are the connections of an MTA: each has a number, and meets the MTA in a state.
type visits struct {
	mu      sync.Mutex
	count   int
	changes []visit // in order
	clients []*Clients
	first   *State  // that of connection 1
	latest  *State  // that of the latest connection
	met     []visit // by the number of the session
}

// visit is a connection by its number, and how it meets the MTA.
type visit struct {
	number  int
	state   *State
	clients *Clients // as one of whom the client is treated; nil: as any
}

// newVisits takes a copy of what the MTA is described to be: it may change while it runs.
func newVisits(mta *MTA) *visits {
	first := mta.First()
	v := &visits{changes: []visit{{1, &first, nil}}, first: &first, latest: &first}
	for _, change := range mta.Changes {
		state := change.State
		v.changes = append(v.changes, visit{change.Connection, &state, nil})
	}
	for _, clients := range mta.Clients {
		v.clients = append(v.clients, &clients)
	}
	return v
}

// next is what the next connection meets; v.mu is held.
func (v *visits) next() int {
	at := 0
	for at+1 < len(v.changes) && v.changes[at+1].number <= v.count+1 {
		at++
	}
	return at
}

// from is the next connection, which comes from an address; v.mu is held.
func (v *visits) from(address netip.Addr) visit {
	if clients := of(v.clients, address); clients != nil {
		return visit{v.count + 1, &clients.State, clients}
	}
	return visit{v.count + 1, v.changes[v.next()].state, nil}
}

// arrive counts a connection from an address.
func (v *visits) arrive(address netip.Addr) visit {
	v.mu.Lock()
	defer v.mu.Unlock()
	this := v.from(address)
	v.latest = this.state
	v.count++
	return this
}

// fails counts the next connection if it never comes to be, by what it meets.
func (v *visits) fails(address netip.Addr, how func(*State) bool) (this visit, fails bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if this = v.from(address); !how(this.state) {
		return this, false
	}
	v.latest = this.state
	v.count++
	return this, true
}

// begins notes that a connection became a session, the next one.
func (v *visits) begins(this visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.met = append(v.met, this)
}

// of is the connection of a session.
func (v *visits) of(session *fakemta.Session) visit {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.met[session.Number()-1]
}

// shows is the certificate that the latest connection meets; nil: none.
func (v *visits) shows() *Certificate {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.latest.Shows
}

// certificate is what a connection is shown that asks for a server name; nil: none.
func (v *visits) certificate(state *State, serverName string) *Certificate {
	v.mu.Lock()
	defer v.mu.Unlock()
	if named := state.ByServerName[serverName]; named != nil {
		return named
	}
	return state.Shows
}

// show replaces the certificate of every state from the next handshake on.
func (v *visits) show(certificate *Certificate) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.first.Shows, v.latest.Shows = certificate, certificate
	for _, state := range v.states() {
		state.Shows = certificate
	}
}

// states are all in which it may be met; v.mu is held.
func (v *visits) states() []*State {
	var all []*State
	for _, change := range v.changes {
		all = append(all, change.state)
	}
	for _, clients := range v.clients {
		all = append(all, &clients.State)
	}
	return all
}

// change changes every state from the next connection on.
func (v *visits) change(how func(*State)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	later := slices.Clone(v.changes[v.next():])
	for i := range later {
		state := *later[i].state
		how(&state)
		later[i].state = &state
	}
	v.changes = later
	for i, before := range v.clients {
		clients := *before
		how(&clients.State)
		v.clients[i] = &clients
	}
}

// any says whether a state of the MTA is so, now or later.
func (v *visits) any(how func(*State) bool) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.ContainsFunc(v.states(), how)
}

// certificates are those that it shows without a server name, that of the first connection before the others.
func (v *visits) certificates() []*Certificate {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := []*Certificate{v.first.Shows}
	for _, state := range v.states() {
		all = append(all, state.Shows)
	}
	return all
}

func listens(s *State) bool { return !s.Refuses && !s.Fault.Silent }
func refuses(s *State) bool { return s.Refuses }
func silent(s *State) bool  { return s.Fault.Silent && !s.Refuses }
