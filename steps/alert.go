package steps

import (
	"slices"
	"strings"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

func (s *scenario) alertPhrases() []phrase {
	return []phrase{
		{then, "the administrators are alerted", nothing,
			"The sender gave its administrators at least one alert.",
			"Then the administrators are alerted",
			func() error { return s.alerted(func(given int) bool { return given > 0 }) }},
		{then, "the administrators are alerted {times}", nothing,
			"So many alerts in all.",
			"Then the administrators are alerted once",
			func(times string) error { return s.alerted(func(given int) bool { return given == count(times) }) }},
		{then, "the alerts name {list}", nothing,
			"There are alerts, each has one of these words in it, such as a domain, and each word stands in one.",
			"Then the alerts name example.com",
			s.alertsName},
		{then, "no alert is given", nothing,
			"A message was sent, and the sender gave its administrators no alert.",
			"Then no alert is given",
			s.noAlertIsGiven},
	}
}

// alerts are those that were given, unless the sender does not tell.
func (s *scenario) alerts() (given []evidence.Alert, observable bool, err error) {
	if err := s.somethingWasSent(); err != nil {
		return nil, false, err
	}
	given = sim.Of[evidence.Alert](s.trail())
	if len(given) == 0 && s.running.Unobservable("alerts") {
		return nil, false, s.acted()
	}
	return given, true, nil
}

func (s *scenario) alerted(so func(given int) bool) error {
	given, observable, err := s.alerts()
	switch {
	case err != nil || !observable || so(len(given)):
		return err
	case len(given) == 0:
		return mismatch("the administrators are not alerted")
	}
	return mismatch("%d alerts are given, the last of which is: %s", len(given), given[len(given)-1].Text)
}

func (s *scenario) alertsName(words string) error {
	wanted := list(words)
	if len(wanted) == 0 {
		return badText("the alerts name %s: want one or more words", words)
	}
	given, observable, err := s.alerts()
	if err != nil || !observable {
		return err
	}
	if len(given) == 0 {
		return mismatch("the administrators are not alerted")
	}
	names := func(alert evidence.Alert, word string) bool { return slices.Contains(wordsOf(alert.Text), word) }
	for _, alert := range given {
		if !slices.ContainsFunc(wanted, func(word string) bool { return names(alert, word) }) {
			return mismatch("an alert names none of %s: %s", words, alert.Text)
		}
	}
	for _, word := range wanted {
		if !slices.ContainsFunc(given, func(alert evidence.Alert) bool { return names(alert, word) }) {
			return mismatch("no alert names %s", word)
		}
	}
	return nil
}

// wordsOf are the words of a sentence, without what stands around them.
func wordsOf(sentence string) []string {
	words := strings.Fields(sentence)
	for i, word := range words {
		words[i] = strings.Trim(word, `"'().,;:`)
	}
	return words
}

func (s *scenario) noAlertIsGiven() error {
	given, observable, err := s.alerts()
	if err != nil || !observable || len(given) == 0 {
		return err
	}
	return mismatch("an alert is given: %s", given[0].Text)
}
