package steps

import (
	"context"
	"strconv"
)

func (s *scenario) manyPhrases() []phrase {
	return []phrase{
		{given, "the seed {seed} decides among equals", nothing,
			"The choice among hosts of equal preference is random, and the same in every run with the same seed; without this the seed is 0.",
			"Given the seed 7 decides among equals",
			s.seed},
		{given, "whatever the order among equals", nothing,
			"The scenario holds for every order of hosts of equal preference: it is run for 24 seeds, among which each order of three is. " +
				"A program that has no seed is run once.",
			"Given whatever the order among equals",
			s.whateverTheOrder},
		{when, "{number} messages are sent to {recipient}", nothing,
			"One message after the other; every # of the recipient becomes the number of the message, from 1.",
			"When 1000 messages are sent to u@d#.example",
			s.sendMany},
		{then, "all {number} messages are {fate}", nothing,
			"So many messages were sent, and this became of each, by the sender's word and by what the MTAs saw.",
			"Then all 1000 messages are delivered verified",
			s.allMessagesAre},
		{then, "all {number} messages are {fates}", nothing,
			"So many messages were sent, and one of these became of each.",
			"Then all 12 messages are delivered encrypted or deferred",
			s.allMessagesAre},
	}
}

func (s *scenario) seed(seed int) error {
	if err := s.noSeedYet(); err != nil {
		return err
	}
	s.seeded = true
	s.world.Policy.Seed = int64(seed)
	return nil
}

// noSeedYet fails if the scenario has said already which order decides among equals.
func (s *scenario) noSeedYet() error {
	if s.seeded || s.everyOrder {
		return badText("the scenario has said already what decides among equals: want it once")
	}
	return nil
}

func (s *scenario) sendMany(ctx context.Context, many int, recipient string) error {
	if s.checking {
		s.recipients += many
	}
	for n := range many {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := s.send(ctx, counted(recipient, strconv.Itoa(n+1))); err != nil {
			return err
		}
	}
	return nil
}

func (s *scenario) allMessagesAre(many int, text string) error {
	sound, err := parseFates(text)
	if err != nil {
		return badText("%w", err)
	}
	if sent := len(s.running.Outcomes()); sent == 0 || sent != many {
		return notYet("%d messages were sent, and not %d", sent, many)
	}
	outcomes, err := s.running.Confirmed()
	if err != nil {
		return mismatch("%v", err)
	}
	s.stated, s.owed = true, nil
	for _, got := range outcomes {
		if !isOneOf(sound, got) {
			return mismatch("the message to %s is %s, and not %s", got.Recipient, got, text)
		}
	}
	s.chose(sound, outcomes)
	return nil
}
