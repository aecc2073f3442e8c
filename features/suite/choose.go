package suite

import (
	"mtalab/features"
	"mtalab/internal/known"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim/receivers"
	"mtalab/sim/senders"
)

// List tells which scenarios a Run with the same options would run, in order: their places, names and
// tags. ErrInput says that the fault is the user's; with a list it tells of files that cannot be read.
func List(options Options) ([]result.Scenario, error) {
	chosen, err := options.choose()
	if err != nil {
		return nil, err
	}
	index := newIndex(chosen.documents)
	listed := make([]result.Scenario, len(index.order))
	for _, pickle := range index.pickles {
		position, scenario := index.describe(pickle)
		listed[position] = scenario
	}
	return listed, chosen.faults
}

// chosen are the features to run, reduced to what is selected; none if a shard is empty.
type chosen struct {
	documents []text.Document
	faults    error // of files that cannot be among them
	leftOut   result.LeftOut
}

// choose reads the features, and leaves out what the sender under test does not owe and what is withheld of it.
func (o Options) choose() (chosen chosen, err error) {
	files, selections := o.Files, o.Select
	if files == nil {
		files = features.Shipped()
	}
	if len(selections) == 0 {
		selections = []text.Selection{{Path: "."}}
	}
	tags, err := text.ParseTags(o.Tags)
	if err != nil {
		return chosen, err
	}
	found, foreign := 0, o.isForeign()
	chosen.documents, chosen.faults, err = text.Load(files, selections, func(names []string, id string) bool {
		switch {
		case !tags(names):
			return false
		case foreign && result.DemandOf(names).IsProducts():
			chosen.leftOut.Products++
			return false
		case !o.Withheld && known.Withheld(o.Subject(), id):
			chosen.leftOut.Withheld++
			return false
		}
		found++
		return o.Shard.Has(found - 1)
	})
	switch {
	case err != nil || found > 0 || chosen.leftOut != (result.LeftOut{}):
		return chosen, err
	case chosen.faults != nil:
		return chosen, chosen.faults
	case o.Tags == "":
		return chosen, text.Input("%s: want a scenario, and there is none", selections[0].Path)
	}
	return chosen, text.Input("no scenario has the tags %q", o.Tags)
}

// isForeign says whether the MTA under test is another make than those of which there are models. Where a world is only
// held open nobody is.
func (o Options) isForeign() bool {
	if o.hold != nil || o.describe != nil {
		return false
	}
	if o.Sender != nil {
		entry, ok := senders.Named(o.Sender.Name())
		return !ok || !entry.Product
	}
	if o.Receiver != nil {
		for _, entry := range receivers.All() {
			if entry.Name() == o.Receiver.Name() {
				return entry.Program
			}
		}
		return true
	}
	return false
}
