package features_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/esa"
	"mtalab/sim/faulty"
)
var debug = func(w *sim.World) {}

func insideTLS(w *sim.World) bool {
	for _, session := range w.Sessions() {
		for _, e := range session.Events() {
			if e.Encrypted && e.Kind.String() == "C" { return true }
		}
	}
	return false
}
func settled(w *sim.World, f func(sim.Try) bool) bool {
	for _, d := range w.Deliveries() {
		for _, t := range d.Tries {
			if f(t) { return true }
		}
	}
	return false
}
func TestExplore(t *testing.T) {
	t.Parallel()
	_ = regexp.MustCompile
	_ = maps.Keys[map[int]int]
	_ = strings.Contains
	_ = slices.Contains[[]int]
	_ = time.Minute
	memory := func() sim.Network { return &sim.Memory{} }
	delivers, nomatch, compared := map[string]bool{}, map[string]bool{}, map[string]bool{}
	opt := features.Options{Sender: esa.Sender{}, Jobs: 4, Network: memory, Bound: 5*time.Minute}
	opt.OnWorld = func(s report.Scenario, w *sim.World) {
		delivers[s.Place()] = settled(w, func(t sim.Try) bool {
			return slices.ContainsFunc(t.Exchanges, func(e sim.Exchange) bool { return e.Encrypted && e.Verb() == "EHLO" })
		})
		nomatch[s.Place()] = settled(w, func(t sim.Try) bool {
			v, ok := t.Validation()
			if !ok || !v.Accepted() { return false }
			return !slices.ContainsFunc(t.Evidence, func(e any) bool { c, _ := e.(sim.Comparison); return c.Match })
		})
		compared[s.Place()] = settled(w, func(t sim.Try) bool {
			v, ok := t.Validation()
			return ok && v.Accepted()
		})
	}
	_, err := features.Run(context.Background(), opt)
	require.NoError(t, err)
	for _, s := range faulty.Senders() {
		if s.Name() != "faulty=no-second-ehlo" && s.Name() != "faulty=checks-no-name" { continue }
		opt.OnWorld = nil
		opt.Sender = s
		run, err := features.Run(context.Background(), opt)
		require.NoError(t, err)
		for _, sc := range run.Scenarios {
			red := sc.Status != report.Passed
			p := sc.Place()
			if s.Name() == "faulty=no-second-ehlo" {
				if red != delivers[p] { fmt.Println("EHLO", red, sc.Place(), sc.Name) }
			} else {
				if red && !compared[p] { fmt.Println("NAME red, not compared", p, sc.Name) }
				if !red && nomatch[p] { fmt.Println("NAME green, no match", p, sc.Name) }
			}
			assert.NotEqual(t, report.Broken, sc.Status)
		}
	}
}
