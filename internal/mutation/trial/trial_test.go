package trial_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/mutation/operators"
	"mtalab/internal/mutation/trial"
)

const fixture = "mtalab/internal/mutation/trial/testdata/fixture"

// TestWhatBecomesOfMutants tries those of the fixture, of which each way to end is known.
func TestWhatBecomesOfMutants(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	require.NoError(t, err)
	made, err := operators.Rewrite(root, []string{fixture}, func(_, _, _ string) string { return "" })
	require.NoError(t, err)
	workshop, err := trial.NewWorkshop(root, t.TempDir(), made.Files)
	require.NoError(t, err)
	worker, err := workshop.Build("worker", fixture+"/worker")
	require.NoError(t, err)
	trials := &trial.Trials{Program: worker, Subjects: []string{"fixture"}, Jobs: 2, Floor: 2 * time.Second}
	require.NoError(t, trials.Survey(t.Context()))
	assert.Equal(t, 6, trials.Cases())
	verdicts, err := trials.Try(t.Context(), made.Mutants)
	require.NoError(t, err)
	require.NoError(t, trial.TryTests(t.Context(), workshop, 2, fixture, strings.TrimPrefix(fixture, "mtalab/"), verdicts))

	type end struct {
		by  trial.Notice
		how string
	}
	got := map[string]end{}
	for _, v := range verdicts {
		_, key, _ := strings.Cut(v.Mutant.Key(), " | ")
		got[key] = end{v.By, v.How}
	}
	assert.Equal(t, map[string]end{
		"Adult | comparison | age >= 18 → age < 18":         {trial.Scenario, "failed"},
		"Adult | boundary | age >= 18 → age > 18":           {trial.Test, "fails"},
		"Count | constant | 0 → 0+1":                        {trial.Nobody, ""}, // 0 adds nothing
		"Count | comparison | i < n → i >= n":               {trial.Scenario, "failed"},
		"Count | boundary | i < n → i <= n":                 {trial.Scenario, "failed"},
		"Count | statement | sum += i → (nothing)":          {trial.Scenario, "failed"},
		"Count | statement | i++ → (nothing)":               {trial.Scenario, "hangs"},
		"Count | returned value | sum → sum + 1":            {trial.Scenario, "failed"},
		"First | returned value | list[0] → the zero value": {trial.Scenario, "failed"},
		"First | constant | 0 → 0+1":                        {trial.Scenario, "crashes"},
		"Largest | comparison | a > b → a <= b":             {trial.Scenario, "failed"},
		"Largest | boundary | a > b → a >= b":               {trial.Nobody, ""}, // equivalent
		"Largest | returned value | a → a + 1":              {trial.Scenario, "failed"},
		"Largest | returned value | b → b + 1":              {trial.Scenario, "failed"},
		"Rule | boolean | strict → !strict":                 {trial.Citation, "cites other rules"},
	}, got)
}

// TestABuildThatFailsSaysWhy gives the compiler something that is no Go.
func TestABuildThatFailsSaysWhy(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	require.NoError(t, err)
	broken := filepath.Join(root, filepath.FromSlash("internal/mutation/trial/testdata/fixture/fixture.go"))
	workshop, err := trial.NewWorkshop(root, t.TempDir(), map[string][]byte{broken: []byte("package fixture\n\nfunc Adult() {")})
	require.NoError(t, err)
	_, err = workshop.Build("worker", fixture+"/worker")
	require.ErrorContains(t, err, "fixture.go:3")
	assert.NoError(t, exec.Command("go", "vet", fixture).Run(), "the source itself is as it was")
}
