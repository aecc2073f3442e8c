// Package receivers is the table of the MTAs that listen and come with mtalab, and knows one that was there before: at any
// address.
package receivers

import (
	"mtalab/sim"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/exchange"
	"mtalab/sim/senders/exim"
	"mtalab/sim/senders/postfix"
)

// entry is a receiver that comes with mtalab.
type entry struct {
	sim.Receiver
	faulty  bool // a model with one mistake
	Program bool // a real MTA, which may not be here and needs a network in which the addresses are real
}

// All is the table.
func All() []entry {
	all := []entry{
		{Receiver: esa.Receiver{}},
		{Receiver: exchange.Receiver{}},
		{Receiver: exim.Receiver{}, Program: true},
		{Receiver: postfix.Receiver{}, Program: true},
	}
	for _, receiver := range esa.FaultyReceivers() {
		all = append(all, entry{Receiver: receiver, faulty: true})
	}
	return all
}

// Models are those that may stand in for each other where a scenario says which it is about.
func Models() []sim.Receiver {
	var models []sim.Receiver
	for _, entry := range All() {
		if !entry.faulty && !entry.Program {
			models = append(models, entry.Receiver)
		}
	}
	return models
}
