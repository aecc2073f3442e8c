package driver

import (
	"fmt"
	"slices"

	"mtalab/sim"
	"mtalab/sim/policy"
)

// WantsDANE says whether DANE is asked for.
func (d Domain[T]) WantsDANE() bool { return wantsDANE(d.DANE) }

func wantsDANE(word string) bool { return word != "" && word != policy.NoDANE }

// WantDANE says whether DANE is asked for, of any domain.
func (w Words[T]) WantDANE() bool { return slices.ContainsFunc(w.All(), Domain[T].WantsDANE) }

// WithoutDANE says, as sim.ErrNotSupported, that an MTA has no words that promise DANE together with the TLS setting.
func (d Domain[T]) WithoutDANE(mta string) error {
	return fmt.Errorf("%w: %s has no setting that means %q with DANE %q", sim.ErrNotSupported, mta, d.Setting, d.DANE)
}

// beyond says what a policy asks for that the MTA is told nothing of; empty: nothing.
func (v Vocabulary[T]) beyond(asked policy.Policy) string {
	if v.DANE != nil {
		asked.DefaultDANE = ""
		asked.Destinations = slices.Clone(asked.Destinations)
		for i := range asked.Destinations {
			asked.Destinations[i].DANE = ""
		}
	}
	return asked.BeyondTLS()
}
