package steps

import (
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

func (s *scenario) identityPhrases() []phrase {
	return []phrase{
		{then, "the comparisons are:", comparisonTable,
			"Every comparison of a presented with a reference identifier that the sender made, in order.",
			"Then the comparisons are:\n  | CN | *.rev.not | example.com   | recipient domain | no  |\n  | CN | *.rev.not | ptr-a.rev.not | PTR              | yes |",
			s.theComparisonsAre},
		{then, "the certificate matches by {pair}", nothing,
			"The pair of names that decided, as a story tells it or in short.",
			"Then the certificate matches by CN~PTR",
			s.matchesBy},
		{then, "no name of the certificate matches", nothing,
			"The sender compared names, or had none to compare, and none matched.",
			"Then no name of the certificate matches",
			s.noNameMatches},
		{then, "the names of the certificate are not compared", nothing,
			"The sender made no comparison at all.",
			"Then the names of the certificate are not compared",
			s.notCompared},
	}
}

func (s *scenario) theComparisonsAre(table *godog.Table) error {
	lines := rows(table)
	var want []string
	for n, line := range lines {
		if line[4] != "yes" && line[4] != "no" {
			return badText("row %d of the table: %q: want yes or no", n+1, line[4])
		}
		want = append(want, strings.Join(line, " | "))
	}
	if s.running.Unobservable("the comparisons") {
		return s.handshakeHappened()
	}
	var got []string
	for _, c := range s.comparisons() {
		verdict := "no"
		if c.Match {
			verdict = "yes"
		}
		got = append(got, strings.Join([]string{c.Kind, c.Presented, c.Reference, c.Source, verdict}, " | "))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		return mismatch("the comparisons are\n  %s\nand not\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	return nil
}

func (s *scenario) comparisons() []evidence.Comparison {
	return sim.Of[evidence.Comparison](s.trail())
}

// sources are the short words for where a reference identifier comes from.
var sources = map[string]string{"recipient": "recipient domain", "MX": "MX", "route": "SMTP route", "PTR": "PTR"}

func (s *scenario) matchesBy(pair string) error {
	kind, word, _ := strings.Cut(pair, "~")
	source, known := sources[word]
	for _, whole := range sources {
		if word == whole {
			source, known = whole, true
		}
	}
	if (kind != "SAN" && kind != "CN") || !known {
		return badText("%q: want SAN or CN, ~, and one of recipient domain, MX, SMTP route, PTR", pair)
	}
	if s.running.Unobservable("which name matches") {
		return s.handshakeHappened()
	}
	want := evidence.Comparison{Kind: kind, Source: source}.Pair()
	made := s.comparisons()
	if len(made) == 0 {
		return mismatch("no names were compared, and not %s", want)
	}
	if last := made[len(made)-1]; !last.Match || last.Pair() != want {
		return mismatch("the last comparison is %s, and not a match by %s", last, want)
	}
	return nil
}

func (s *scenario) noNameMatches() error {
	if err := s.handshakeHappened(); err != nil {
		return err
	}
	if s.running.Unobservable("whether a name matches") {
		return nil
	}
	made := s.comparisons()
	for _, c := range made {
		if c.Match {
			return mismatch("a name matches: %s", c)
		}
	}
	accepted := slices.ContainsFunc(sim.Of[evidence.Validation](s.trail()), evidence.Validation.Accepted)
	if len(made) == 0 && !accepted {
		return mismatch("the sender never came to compare names")
	}
	return nil
}

func (s *scenario) notCompared() error {
	if len(s.running.Sessions()) == 0 {
		return mismatch("the sender spoke to no server")
	}
	if made := s.comparisons(); len(made) > 0 {
		return mismatch("names were compared: %s", made[0])
	}
	return nil
}

func (s *scenario) helloSent() error {
	if slices.ContainsFunc(s.running.Sessions(), func(session *fakemta.Session) bool { return session.Hello() != nil }) {
		return nil
	}
	return mismatch("no TLS session was begun, so no certificate was shown")
}

func (s *scenario) handshakeHappened() error {
	for _, session := range s.running.Sessions() {
		if session.TLS() != nil {
			return nil
		}
	}
	return mismatch("no TLS session was made, so no certificate was shown")
}
