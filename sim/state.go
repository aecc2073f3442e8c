package sim

import "mtalab/fakemta"

// State is how an MTA meets a connection: what can differ from one to the next. The fields are those of MTA.
type State struct {
	Shows        *Certificate            `json:"shows,omitzero"`
	ByServerName map[string]*Certificate `json:"byServerName,omitzero"`
	Refuses      bool                    `json:"refuses,omitzero"`
	Fault        Fault                   `json:"fault,omitzero"`
	Attacker     *Attacker               `json:"attacker,omitzero"`
	Behaviour    fakemta.Behaviour       `json:"behaviour,omitzero"`
}

// Change is how an MTA is from one of its connections on, in place of what it was. A connection counts that was refused,
// stayed unanswered or was reset.
type Change struct {
	// Connection is the number of the first one, from 2.
	Connection int `json:"connection"`
	State
}

// First is how the MTA meets its first connection.
func (m *MTA) First() State {
	return State{m.Shows, m.ByServerName, m.Refuses, m.Fault, m.Attacker, m.Behaviour}
}

// Last is how the MTA is in the end, or towards those Clients that were told of last.
func (m *MTA) Last() State {
	if last := len(m.Clients) - 1; last >= 0 {
		return m.Clients[last].State
	}
	if last := len(m.Changes) - 1; last >= 0 {
		return m.Changes[last].State
	}
	return m.First()
}

// From is the number of the first connection that meets the MTA as it is in the end.
func (m *MTA) From() int {
	if last := len(m.Changes) - 1; last >= 0 {
		return m.Changes[last].Connection
	}
	return 1
}

// SetLast says how the MTA is in the end, or towards those Clients that were told of last.
func (m *MTA) SetLast(state State) {
	if last := len(m.Clients) - 1; last >= 0 {
		m.Clients[last].State = state
		return
	}
	if last := len(m.Changes) - 1; last >= 0 {
		m.Changes[last].State = state
		return
	}
	m.Shows, m.ByServerName, m.Refuses = state.Shows, state.ByServerName, state.Refuses
	m.Fault, m.Attacker, m.Behaviour = state.Fault, state.Attacker, state.Behaviour
}
