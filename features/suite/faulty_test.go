package suite_test

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/explain"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/faulty"
)

// noticed is which scenarios notice a mistake.
type noticed struct {
	// rows of the catalogue, and features for scenarios that are no row: something of each turns red,
	// and nothing else does.
	rows string
	// always and only, for mistakes that show nearly everywhere, in place of rows: a scenario turns red
	// if the world that the good sender leaves behind is like always, and only if it is like only.
	always, only func(*sim.Running) bool
}

var noticedBy = map[string]noticed{
	"believes-injected-reply": {rows: "ST-06 ST-07 SM-15 senders/injected starttls/injected_reply starttls/every_fault"},
	"keeps-extensions":        {rows: "ST-02 starttls/new_session"},
	"pipelines-starttls":      {rows: "ST-01"},
	"no-second-ehlo":          {always: tookMailInsideTLS, only: heardEHLOInsideTLS},
	"tls-after-250":           {rows: "ES-10 ST-11 EX-15 starttls/every_fault"},
	"plaintext-after-220": {rows: "ES-15 ES-17 ES-18 ES-19 ES-20 ES-25 ST-06 ST-07 ST-19 ST-22 ST-25 CE-19 CE-40 NA-18 " +
		"esa/deciding_rule esa/settings_reconnect starttls/every_fault starttls/injected_reply starttls/path certificates/client_certificate"},
	"mail-before-verdict": {rows: "ES-26 ST-13 esa/settings_tlsverify"},
	"checks-no-name":      {always: noNameMatched, only: namesMattered},
	"trusts-resumed-session": {rows: "CE-35 ST-36 DN-30 ES-34 ES-43 ES-48 RO-45 certificates/repeated esa/deciding_rule esa/queue_alerts_when " +
		"esa/settings_tlsverify starttls/pool"},
	"remembers-verdicts": {rows: "CE-35 ST-36 DN-30 ES-42 ES-48 RO-45 esa/settings_tlsverify starttls/pool"},
}

// TestEachMistakeIsNoticed runs every scenario against each bad sender: the scenarios written for its
// mistake fail, and only they.
func TestEachMistakeIsNoticed(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("it runs all scenarios once for each bad sender")
	}
	t.Parallel()
	worlds := map[string]*sim.Running{} // that the good sender leaves, by place
	good := runInMemory(t, esa.Sender{}, func(s result.Scenario, w *sim.Running) { worlds[s.Place()] = w })
	require.Zero(t, good.Count(result.Failed))
	for _, sender := range faulty.Senders() {
		t.Run(sender.Name(), func(t *testing.T) {
			t.Parallel()
			expected, known := noticedBy[strings.TrimPrefix(sender.Name(), "faulty=")]
			require.True(t, known, "noticedBy has nothing on it")
			record := runInMemory(t, sender, nil)
			assert.Zero(t, record.Count(result.Broken), "a bad sender must not break the laboratory")
			red := map[string]bool{}
			for _, scenario := range record.Scenarios {
				failed, world := scenario.Status == result.Failed, worlds[scenario.Place()]
				switch {
				case scenario.Status == result.NotSupported: // it names another sender
				case expected.rows == "" && (scenario.Demand() == result.Free || len(scenario.Choices) > 0): // one of its outcomes may be what the mistake leads to
				case expected.rows == "":
					assert.True(t, failed || !expected.always(world), "%s %s must fail, and is %s", scenario.Place(), scenario.Name, scenario.Status)
					assert.True(t, !failed || expected.only(world), "%s %s has nothing to do with it, and fails", scenario.Place(), scenario.Name)
				case failed:
					red[rowOf(scenario)] = true
				}
			}
			assert.Equal(t, slices.Sorted(slices.Values(strings.Fields(expected.rows))), slices.Sorted(maps.Keys(red)))
		})
	}
}

func runInMemory(t *testing.T, sender sim.Sender, onWorld func(result.Scenario, *sim.Running)) result.Run {
	record, err := suite.Run(context.Background(), suite.Options{
		Sender:  sender,
		Tags:    "not @EH-10", // the same delivery a thousand times
		Jobs:    2,
		Bound:   5 * time.Minute, // on a busy machine
		Network: inMemory,
		OnWorld: onWorld,
	})
	require.NoError(t, err)
	return record
}

// identifier is the form of the identifiers of rules and rows.
var identifier = regexp.MustCompile(`^[A-Z]+-?\d+$`)

// rowOf is the row of the catalogue that a scenario stands for, by a tag or the beginning of its name,
// or else its feature.
func rowOf(scenario result.Scenario) string {
	name, _, _ := strings.Cut(scenario.Name, " ")
	for _, word := range append(slices.Clone(scenario.Tags), name) {
		id := strings.TrimPrefix(word, "@")
		if _, rule := report.RuleOf(id); !rule && identifier.MatchString(id) {
			return id
		}
	}
	return strings.TrimSuffix(scenario.Path, ".feature")
}

func heardEHLOInsideTLS(w *sim.Running) bool {
	return slices.ContainsFunc(w.Sessions(), func(session *fakemta.Session) bool {
		return slices.ContainsFunc(session.Events(), func(event fakemta.Event) bool {
			return event.Kind == fakemta.ClientLine && event.Encrypted && strings.HasPrefix(event.Text, "EHLO ")
		})
	})
}

// tookMailInsideTLS says whether a second EHLO had to be heard for the fate: a message whose sender address is refused all the
// same, or that is bounced as it wants SMTPUTF8, fares so without one too.
func tookMailInsideTLS(w *sim.Running) bool {
	return slices.ContainsFunc(w.Sessions(), tookSenderInsideTLS) && !slices.ContainsFunc(w.Trail.Entries(), func(entry evidence.Entry) bool {
		outcome, _ := entry.What.(evidence.Outcome)
		return outcome.Fate == evidence.Bounced
	})
}

// tookSenderInsideTLS says whether MAIL was accepted there.
func tookSenderInsideTLS(session *fakemta.Session) bool {
	asked := false
	for _, event := range session.Events() {
		switch {
		case event.Kind == fakemta.ClientLine:
			asked = event.Encrypted && strings.HasPrefix(event.Text, "MAIL ")
		case asked && event.Kind == fakemta.ServerLine && strings.HasPrefix(event.Text, "2"):
			return true
		}
	}
	return false
}

// namesMattered says whether the names of a certificate were to decide, as its issuer was trusted.
func namesMattered(w *sim.Running) bool { return slices.ContainsFunc(tries(w), trusted) }

// noNameMatched says whether they decided against a host.
func noNameMatched(w *sim.Running) bool {
	return slices.ContainsFunc(tries(w), func(try explain.HostAttempt) bool {
		return trusted(try) && !slices.ContainsFunc(try.Evidence, func(what any) bool {
			comparison, _ := what.(evidence.Comparison)
			return comparison.Match
		})
	})
}

func tries(w *sim.Running) []explain.HostAttempt {
	var all []explain.HostAttempt
	for _, delivery := range explain.Deliveries(w.Trail.Entries()) {
		all = append(all, delivery.Tries...)
	}
	return all
}

func trusted(try explain.HostAttempt) bool {
	validation, looked := try.Validation()
	return looked && validation.Accepted()
}
