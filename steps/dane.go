package steps

import (
	"slices"

	"mtalab/internal/names"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

func (s *scenario) danePhrases() []phrase {
	return []phrase{
		{given, "DANE is {text}", nothing,
			"What the default entry of the policy asks of DANE: opportunistic (where a domain has it), mandatory (and no delivery without it), none.",
			`Given DANE is "opportunistic"`,
			s.dane},
		{given, "DANE for {domain} is {text}", nothing,
			"The same, in the entry of a recipient domain.",
			`Given DANE for example.com is "mandatory"`,
			s.daneFor},
		{then, "the message is delivered verified by DANE", nothing,
			"It is delivered verified, for each of its recipients, and the latest thing that the sender compared is a TLSA record, which matched.",
			"Then the message is delivered verified by DANE",
			s.verifiedByDANE},
		{then, "the message is not delivered verified by DANE", nothing,
			"A message was sent, and no TLSA record matched that the sender compared.",
			"Then the message is not delivered verified by DANE",
			s.notVerifiedByDANE},
	}
}

// daneWord is what is asked of DANE.
func daneWord(text string) (string, error) {
	known := []string{policy.NoDANE, policy.OpportunisticDANE, policy.MandatoryDANE}
	if !slices.Contains(known, text) {
		return "", badText("DANE is %q: want one of %q", text, known)
	}
	return text, nil
}

func (s *scenario) dane(text string) (err error) {
	s.world.Policy.DefaultDANE, err = daneWord(text)
	return err
}

func (s *scenario) daneFor(domain, text string) error {
	word, err := daneWord(text)
	if err != nil {
		return err
	}
	if domain, err = names.Pattern(domain); err != nil {
		return badText("%w", err)
	}
	asked := &s.world.Policy
	i := slices.IndexFunc(asked.Destinations, func(entry policy.Destination) bool {
		return policy.CanonicalName(entry.Domain) == policy.CanonicalName(domain)
	})
	if i < 0 {
		i = len(asked.Destinations)
		asked.Destinations = append(asked.Destinations, policy.Destination{Domain: domain})
	}
	asked.Destinations[i].DANE = word
	return nil
}

func (s *scenario) verifiedByDANE() error {
	if err := s.theMessageIs(string(evidence.DeliveredVerified)); err != nil {
		return err
	}
	if s.running.Unobservable("whether a TLSA record matches") {
		return s.handshakeHappened()
	}
	made := s.comparisons()
	if len(made) == 0 {
		return mismatch("the sender compared nothing")
	}
	if last := made[len(made)-1]; last.Kind != evidence.TLSA || !last.Match {
		return mismatch("the last comparison is %s, and not a TLSA record that matches", last)
	}
	return nil
}

func (s *scenario) notVerifiedByDANE() error {
	if err := s.somethingWasSent(); err != nil {
		return err
	}
	if s.running.Unobservable("whether a TLSA record matches") {
		return nil
	}
	for _, made := range sim.Of[evidence.Comparison](s.trail()) {
		if made.Kind == evidence.TLSA && made.Match {
			return mismatch("a TLSA record matches: %s", made)
		}
	}
	return nil
}
