package steps

import (
	"net/netip"
	"slices"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"

	"mtalab/sim"
)

func (s *scenario) senderIsAt(address string) error {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return badText("the sender is at %q: want an IP address", address)
	}
	if slices.Contains(s.world.Addresses, parsed) {
		return badText("it was said already that the sender is at %s", address)
	}
	if err := (&sim.World{Addresses: []netip.Addr{parsed}}).CheckSender(); err != nil {
		return badText("%w", err)
	}
	s.world.Addresses = append(s.world.Addresses, parsed)
	return nil
}

// senderIsAlone fails, at the step that says there is one, if an MTA is at the sender's own address.
func (s *scenario) senderIsAlone() error {
	err := s.world.CheckSender()
	if err == nil {
		return nil
	}
	for _, mta := range s.world.MTAs {
		alone := *s.world
		alone.MTAs = []*sim.MTA{mta}
		if alone.CheckSender() != nil && s.placed[mta] != nil {
			return elsewhere{badText("%w", err), s.placed[mta]}
		}
	}
	return badText("%w", err)
}

// elsewhere is what is wrong with an earlier step than that at which it was found.
type elsewhere struct {
	error
	step *godog.Step
}

func (e elsewhere) Unwrap() error { return e.error }

// placeSender states where the sender is, away from every address that the scenario has anywhere in its text.
func (s *scenario) placeSender() {
	var texts []string
	for _, step := range s.all {
		texts = append(texts, step.Text)
		texts = append(texts, argumentText(step.Argument)...)
	}
	s.world.Addresses = s.world.SenderAddresses(texts...)
}

// argumentText is what stands below a step.
func argumentText(argument *messages.PickleStepArgument) []string {
	switch {
	case argument == nil:
		return nil
	case argument.DocString != nil:
		return []string{argument.DocString.Content}
	case argument.DataTable == nil:
		return nil
	}
	var cells []string
	for _, row := range argument.DataTable.Rows {
		for _, cell := range row.Cells {
			cells = append(cells, cell.Value)
		}
	}
	return cells
}
