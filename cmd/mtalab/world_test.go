package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// saved is a file with the world of the worked example, after a change of its text.
func saved(t *testing.T, from, to string) string {
	t.Helper()
	status, stdout, stderr := mtalab(t, "world", "esa/worked_example.feature:66")
	require.Equal(t, 0, status, stderr)
	require.Contains(t, stdout, from)
	path := filepath.Join(t.TempDir(), "world.json")
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(stdout, from, to, 1)), 0o600))
	return path
}

func TestASavedWorldIsExplainedAsItsScenario(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := mtalab(t, "explain", "--recipient", "bob@example.com", saved(t, "", ""))
	require.Equal(t, 0, status, stderr)
	_, explained, found := strings.Cut(stdout, "\n")
	require.True(t, found)
	_, scenario, _ := mtalab(t, "explain", "esa/worked_example.feature:66")
	_, scenario, _ = strings.Cut(scenario, "\n")
	assert.Equal(t, scenario, explained)

	status, stdout, stderr = mtalab(t, "explain", "--domain", "example.com", "--setting", "5", saved(t, "", ""))
	require.Equal(t, 0, status, stderr)
	assert.Contains(t, stdout, "u@example.com: delivered verified")
}

func TestAWorldThatCannotBe(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct{ from, to, says string }{
		"an address elsewhere": {`"address": "192.0.2.1"`, `"address": "10.0.0.1"`, "/mtas/0/address: 10.0.0.1: want one of"},
		"another version":      {`"version": 1`, `"version": 2`, "/version: 2: want 1"},
		"an unknown field":     {`"leaf": {`, `"leaf": {"names": [],`, "/mtas/0/shows/leaf/names: unknown"},
		"a path to a file":     {`"leaf": {`, `"leafFile": "/etc/passwd", "leaf": {`, "/mtas/0/shows/leafFile: unknown"},
		"a field twice":        {`"version": 1`, `"version": 1, "version": 1`, "/version"},
		"another type":         {`"mtas": [`, `"mtas": 7, "x": [`, "/mtas"},
		"no JSON":              {`{`, ``, "world file"},
	} {
		path := saved(t, test.from, test.to)
		for _, arguments := range [][]string{{"explain", "--domain", "example.com", path}, {"up", path}} {
			status, stdout, stderr := mtalab(t, arguments...)
			assert.Equal(t, 2, status, sentence)
			assert.Empty(t, stdout, sentence)
			assert.Contains(t, stderr, path+": ", sentence)
			assert.Contains(t, stderr, test.says, sentence)
		}
	}
}

func TestNothingPassesInASavedWorld(t *testing.T) {
	t.Parallel()
	path := saved(t, "", "")
	status, _, stderr := mtalab(t, "run", path)
	assert.Equal(t, 2, status)
	assert.Contains(t, stderr, path+": a world states no Then")
	status, _, stderr = mtalab(t, "explain", path)
	assert.Equal(t, 2, status)
	assert.Contains(t, stderr, "want --domain or --recipient with it")
	status, _, stderr = mtalab(t, "world", "esa/worked_example.feature")
	assert.Equal(t, 2, status)
	assert.Contains(t, stderr, "want one scenario")
}
