package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/mutation/operators"
	"mtalab/internal/mutation/trial"
)

func TestPackagesAreRead(t *testing.T) {
	t.Parallel()
	got, err := parsePackages("# what\n\nfakemta\n    words: alertText\n    tests: sim steps\nfakedns\n    files: answer.go zone.go\nsim\n    without: world.go\n")
	require.NoError(t, err)
	require.Len(t, got, 3)
	assert.Empty(t, got[0].spared("any.go", "f"), "all files of a package without a list")
	assert.NotEmpty(t, got[0].spared("any.go", "alertText"))
	assert.Equal(t, []string{"sim", "steps"}, got[0].tests)
	assert.Empty(t, got[1].spared("zone.go", "f"))
	assert.NotEmpty(t, got[1].spared("record.go", "f"))
	assert.Empty(t, got[2].spared("trail.go", "f"))
	assert.NotEmpty(t, got[2].spared("world.go", "f"))

	for what, text := range map[string]string{
		"a list of nothing": "fakedns\n    files:", "a package twice": "fakemta\nfakemta", "an unknown list": "fakemta\n    file: a.go",
		"a list before a package": "    files: a.go",
	} {
		_, err := parsePackages(text)
		assert.Error(t, err, what)
	}
}

// TestWhatTheTablesNameIsThere reads packages.txt and survivors.txt themselves, and asks the compiler for each package, file, function
// and mutant.
func TestWhatTheTablesNameIsThere(t *testing.T) {
	t.Parallel()
	all, err := parsePackages(packageTable)
	require.NoError(t, err)
	root, err := moduleRoot()
	require.NoError(t, err)
	keys := map[string]bool{}
	for _, p := range all {
		seen := map[string]bool{}
		made, err := operators.Rewrite(root, []string{module + p.path}, func(_, file, function string) string {
			seen[file], seen[function] = true, true
			return p.spared(file, function)
		})
		require.NoError(t, err)
		for _, name := range slices.Concat(p.files, p.without, p.words) {
			assert.True(t, seen[name], "packages.txt: %s has no %s in which something could be altered", p.path, name)
		}
		for _, m := range made.Mutants {
			assert.False(t, keys[m.Key()], "two mutants are called %s", m.Key())
			keys[m.Key()] = true
		}
	}
	reasons, err := parseKept(keptTable)
	require.NoError(t, err)
	for key := range reasons {
		assert.True(t, keys[key], "survivors.txt: there is no mutant %s", key)
	}
}

func TestSurvivorsAreRead(t *testing.T) {
	t.Parallel()
	got, err := parseKept("# what\n\nfakemta | f | boundary | a < b → a <= b\n    equivalent: they are\n    never equal\nsim | g | order | list → from its end\n    not observable: a set\n")
	require.NoError(t, err)
	assert.Equal(t, kept{
		"fakemta | f | boundary | a < b → a <= b": "equivalent: they are never equal",
		"sim | g | order | list → from its end":   "not observable: a set",
	}, got)

	for what, text := range map[string]string{
		"no reason":               "a\nb\n    why\n",
		"no reason at the end":    "a\n",
		"a reason before a line":  "    why\n",
		"one that is there twice": "a\n    why\na\n    why\n",
	} {
		_, err := parseKept(text)
		assert.Error(t, err, what)
	}
	_, err = parseKept(keptTable)
	assert.NoError(t, err, "the list itself")
}

func TestChangedLinesOfADiff(t *testing.T) {
	t.Parallel()
	changed := parseDiff(strings.Join([]string{
		"diff --git a/fakedns/zone.go b/fakedns/zone.go", "--- a/fakedns/zone.go", "+++ b/fakedns/zone.go",
		"@@ -3 +3 @@ package fakedns", "@@ -10,0 +11,4 @@ func f() {", "@@ -30,2 +34,0 @@ func g() {",
	}, "\n"))
	for _, c := range []struct {
		file        string
		first, last int
		touched     bool
		what        string
	}{
		{"fakedns/zone.go", 1, 3, true, "one line"},
		{"fakedns/zone.go", 4, 10, false, "between"},
		{"fakedns/zone.go", 14, 20, true, "the last of several"},
		{"fakedns/zone.go", 15, 20, false, "behind them"},
		{"fakedns/zone.go", 30, 34, true, "before lines that are gone"},
		{"fakedns/zone.go", 35, 40, true, "behind lines that are gone"},
		{"fakedns/name.go", 1, 100, false, "another file"},
	} {
		assert.Equal(t, c.touched, changed.touches(c.file, c.first, c.last), c.what)
	}
}

// TestWhatFailsARun gives the report mutants that ended in every way.
func TestWhatFailsARun(t *testing.T) {
	t.Parallel()
	mutant := func(function string) operators.Mutant {
		return operators.Mutant{Package: "mtalab/fakedns", Function: function, File: "zone.go", Operator: "boundary", Original: "a < b", Mutated: "a <= b"}
	}
	key := func(function string) string { return mutant(function).Key() }
	fine := []trial.Verdict{
		{Mutant: mutant("red"), Killer: "a scenario", By: trial.Scenario},
		{Mutant: mutant("cited"), Killer: "a scenario", By: trial.Citation},
		{Mutant: mutant("tested"), Killer: "a test", By: trial.Test},
		{Mutant: mutant("kept")},
	}
	made := operators.Result{Mutants: []operators.Mutant{mutant("red"), mutant("cited"), mutant("tested"), mutant("kept"), mutant("new")}}
	reasons := kept{key("kept"): "equivalent: they are never equal"}
	var out strings.Builder
	require.NoError(t, reportOperators(&out, fine, reasons, made, true))
	assert.Regexp(t, `fakedns +4 +1 +1 +1 +1 +0 +100.0 % +33.3 %`, out.String())

	for what, c := range map[string]struct {
		verdicts []trial.Verdict
		reasons  kept
		said     string
	}{
		"a new survivor":             {append(fine, trial.Verdict{Mutant: mutant("new")}), reasons, "SURVIVES  fakedns/zone.go:0:0 boundary: a < b → a <= b  (new; no scenario meets it)"},
		"a kept one that is noticed": {fine, kept{key("kept"): "why", key("red"): "why"}, "KILLED, though it is kept  " + key("red")},
		"a kept one that is gone":    {fine, kept{key("kept"): "why", key("gone"): "why"}, "KEPT, and there is no such mutant  " + key("gone")},
	} {
		var out strings.Builder
		assert.Error(t, reportOperators(&out, c.verdicts, c.reasons, made, true), what)
		assert.Contains(t, out.String(), c.said, what)
	}
}
