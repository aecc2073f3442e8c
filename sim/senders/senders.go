// Package senders is the table of the senders that come with mtalab: who can be under test, and what each needs.
package senders

import (
	"slices"

	"mtalab/sim"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/exchange"
	"mtalab/sim/senders/exim"
	"mtalab/sim/senders/faulty"
	"mtalab/sim/senders/opensmtpd"
	"mtalab/sim/senders/postfix"
	"mtalab/sim/senders/rfc"
	"mtalab/sim/senders/sendmail"
)

// kind is what a sender is, and so what it needs.
type kind int

// The kinds of senders.
const (
	Model   kind = iota // part of this program, and right: any network will do
	Faulty              // a model with one mistake
	Program             // a real MTA, which may not be here and needs a network in which the addresses are real
)

// Entry is a sender that comes with mtalab.
type Entry struct {
	sim.Sender
	Kind kind
	// Receiver is the half of it that listens, which is under test with it; nil: none is.
	Receiver sim.Receiver
	// Product says that it is a model of a product, so that scenarios on that product's own habits are about it.
	Product bool
	// Compared says whether a matrix has it unless others are asked for.
	Compared bool
}

// All is the table. A matrix has its columns in this order.
func All() []Entry {
	all := []Entry{
		{Sender: esa.Sender{}, Receiver: esa.Receiver{}, Product: true, Compared: true},
		{Sender: exchange.Sender{}, Receiver: exchange.Receiver{}, Product: true},
		{Sender: rfc.Sender{}, Compared: true},
		{Sender: postfix.Sender{}, Kind: Program, Compared: true},
		{Sender: exim.Sender{}, Kind: Program, Compared: true},
		{Sender: sendmail.Sender{}, Kind: Program, Compared: true},
		{Sender: opensmtpd.Sender{}, Kind: Program, Compared: true},
	}
	for _, sender := range faulty.Senders() {
		all = append(all, Entry{Sender: sender, Kind: Faulty, Product: true})
	}
	for _, sender := range rfc.WithMistakes() {
		all = append(all, Entry{Sender: sender, Kind: Faulty})
	}
	return all
}

// Named is the entry of a name; false: nobody is called so.
func Named(name string) (Entry, bool) {
	all := All()
	i := slices.IndexFunc(all, func(entry Entry) bool { return entry.Name() == name })
	if i < 0 {
		return Entry{}, false
	}
	return all[i], true
}

// Names are the names of those that are wanted, in the order of the table.
func Names(wanted func(Entry) bool) []string {
	var names []string
	for _, entry := range All() {
		if wanted(entry) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// Models are those that may stand in for each other where a scenario says which it is about.
func Models() []sim.Sender {
	var models []sim.Sender
	for _, entry := range All() {
		if entry.Kind == Model && entry.Product {
			models = append(models, entry.Sender)
		}
	}
	return models
}

// Dialect is how features word TLS settings, tables of them and of routes, and what a listener does.
func Dialect() policy.Dialect { return esa.Dialect{} }
