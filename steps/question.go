package steps

import (
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakedns"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

func (s *scenario) questionPhrases() []phrase {
	return []phrase{
		{then, "the questions are:", questionTable,
			"Every question that the name server heard, in order: name, type. A PTR record goes by the address. " +
				"Of a program that asks for reasons of its own: these were heard, perhaps among others.",
			"Then the questions are:\n  | example.com     | MX   |\n  | mx1.example.com | A    |\n  | mx1.example.com | AAAA |",
			s.theQuestionsAre},
		{then, "the {type} record of {domain} is asked for {times}", nothing,
			"How often the name server heard a question. Of a program whose library asks again by itself: that it was heard.",
			"Then the MX record of example.com is asked for once",
			s.isAskedFor},
		{then, "the {type} record of {domain} is asked for over TCP", nothing,
			"The name server heard the question over TCP, whatever came before.",
			"Then the MX record of example.com is asked for over TCP",
			s.isAskedForOverTCP},
		{then, "the {type} record of {domain} is asked for after the comparison with {domain}", nothing,
			"The question comes when everything that the certificate was to be compared with before has failed.",
			"Then the PTR record of 192.0.2.1 is asked for after the comparison with example.com",
			s.isAskedForAfter},
		{then, "no {type} record of {domain} is asked for", nothing,
			"The name server heard questions, and not this one.",
			"Then no PTR record of 192.0.2.1 is asked for",
			s.isNotAskedFor},
		{then, "no reverse question is asked", nothing,
			"The name server heard questions, and none for a PTR record.",
			"Then no reverse question is asked",
			s.noReverseQuestion},
		{then, "the name server is never asked", nothing,
			"The sender was given a message, and the name server heard no question.",
			"Then the name server is never asked",
			s.neverAsked},
	}
}

func (s *scenario) theQuestionsAre(table *godog.Table) error {
	lines := rows(table)
	var want []string
	for n, line := range lines {
		owner, err := ownerName(line[0], line[1])
		if err != nil {
			return badText("row %d of the table, | %s |: %w", n+1, strings.Join(line, " | "), err)
		}
		want = append(want, strings.ToLower(owner)+" "+line[1])
	}
	var got []string
	for _, query := range s.questions() {
		got = append(got, strings.ToLower(query.Name)+" "+query.Type)
	}
	heard := slices.Equal(got, want)
	if !heard && containsAll(got, want) {
		heard = s.running.Unobservable("whether it asks anything else for this message, and in which order")
	}
	if !heard {
		return mismatch("the questions are\n  %s\nand not\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	return nil
}

func containsAll(got, want []string) bool {
	return !slices.ContainsFunc(want, func(question string) bool { return !slices.Contains(got, question) })
}

func (s *scenario) questions() []fakedns.Query { return sim.Of[fakedns.Query](s.trail()) }

// questionsFor are the questions for the records of one name and type.
func (s *scenario) questionsFor(rtype, name string) ([]fakedns.Query, error) {
	owner, err := ownerName(name, rtype)
	if err != nil {
		return nil, err
	}
	if err := s.has(name); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(s.questions(), func(query fakedns.Query) bool {
		return query.Type != rtype || !strings.EqualFold(query.Name, owner)
	}), nil
}

func (s *scenario) isAskedFor(rtype, name, times string) error {
	heard, err := s.questionsFor(rtype, name)
	if err != nil {
		return err
	}
	want := count(times)
	if len(heard) > 0 && len(heard) != want && s.running.Unobservable("how often it asks: its library asks again by itself") {
		return nil
	}
	if len(heard) != want {
		return mismatch("the %s record of %s is asked for %d times, and not %d", rtype, name, len(heard), want)
	}
	return nil
}

func (s *scenario) isAskedForOverTCP(rtype, name string) error {
	heard, err := s.questionsFor(rtype, name)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(heard, func(query fakedns.Query) bool { return query.Network == "tcp" }) {
		return mismatch("the %s record of %s is asked for %d times, and never over TCP", rtype, name, len(heard))
	}
	return nil
}

func (s *scenario) isAskedForAfter(rtype, name, reference string) error {
	owner, err := ownerName(name, rtype)
	if err != nil {
		return err
	}
	asked, compared := false, false
	for _, what := range sim.Of[any](s.trail()) {
		switch what := what.(type) {
		case fakedns.Query:
			asked = asked || what.Type == rtype && strings.EqualFold(what.Name, owner)
		case evidence.Comparison:
			if !strings.EqualFold(what.Reference, reference) {
				continue
			}
			if asked {
				return mismatch("the %s record of %s is asked for before the comparison %s", rtype, name, what)
			}
			compared = true
		}
	}
	if !asked || !compared {
		return mismatch("asked for the %s record of %s: %t; compared with %s: %t", rtype, name, asked, reference, compared)
	}
	return nil
}

func (s *scenario) isNotAskedFor(rtype, name string) error {
	heard, err := s.questionsFor(rtype, name)
	if err != nil {
		return err
	}
	return s.isUnheard(heard)
}

func (s *scenario) noReverseQuestion() error {
	return s.isUnheard(slices.DeleteFunc(s.questions(), func(query fakedns.Query) bool { return query.Type != "PTR" }))
}

// isUnheard states that there are no such questions, but others: the sender found its way. A program
// may ask for reasons of its own, and what it then does with the answer is seen elsewhere.
func (s *scenario) isUnheard(questions []fakedns.Query) error {
	if len(s.questions()) == 0 {
		return mismatch("the name server heard no question at all")
	}
	if len(questions) > 0 && !s.running.Unobservable("what it asks for: "+questions[0].String()) {
		return mismatch("the name server was asked: %s", questions[0])
	}
	return nil
}

func (s *scenario) neverAsked() error {
	if err := s.somethingWasSent(); err != nil {
		return err
	}
	if heard := s.questions(); len(heard) > 0 {
		return mismatch("the name server was asked: %s", heard[0])
	}
	return nil
}
