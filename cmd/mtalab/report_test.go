package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
	"mtalab/report"
)

func TestRunWritesAReport(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "out")
	var out bytes.Buffer
	require.Equal(t, exitExpected, run(context.Background(), []string{"run", "--quiet", "--report", dir, "esa/worked_example.feature"}, &out, &out), out.String())
	assert.Contains(t, out.String(), "\nThe report is "+filepath.Join(dir, "index.html")+"\n")
	runs, err := report.Load(dir)
	require.NoError(t, err)
	require.Len(t, runs, 1)
	assert.Len(t, runs[0].Scenarios, 6)
	assert.Equal(t, "One certificate, two readings", runs[0].Features[0].Name)
}

func TestAReportOfAFailureIsWrittenAndTheRunFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	feature := filepath.Join(dir, "hostile.feature")
	require.NoError(t, os.WriteFile(feature, []byte(hostileFeature), 0o600))
	mustRun(t, exitFailed, "run", "--quiet", "--report", filepath.Join(dir, "out"), feature)
	runs, err := report.Load(filepath.Join(dir, "out"))
	require.NoError(t, err)
	assert.Equal(t, 1, runs[0].Count(result.Failed))
}

func TestReportsThatCannotBe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, other, older := filepath.Join(dir, "file"), filepath.Join(dir, "other.json"), filepath.Join(dir, "older.json")
	require.NoError(t, os.WriteFile(file, []byte("mine"), 0o600))
	require.NoError(t, os.WriteFile(other, []byte(`{"mtalab":2,"runs":[{"sender":"exim","started":"2026-01-02T03:04:05Z","duration":0,"scenarios":[]}]}`), 0o600))
	require.NoError(t, os.WriteFile(older, []byte(`{"mtalab":1,"runs":[]}`), 0o600))
	none := filepath.Join(dir, "none")
	for sentence, test := range map[string]struct {
		arguments []string
		want      string
	}{
		"a comparison without a report":       {[]string{"--since", dir}, "mtalab: --since goes with --report\nSee mtalab --help.\n"},
		"a file where the folder is to be":    {[]string{"--report", file}, "mtalab: --report: mkdir " + file + ": not a directory\nSee mtalab --help.\n"},
		"a comparison with what is not there": {[]string{"--report", none, "--since", none}, "mtalab: --since: no report " + none + ": want a folder that mtalab run --report has written, or its record.json\nSee mtalab --help.\n"},
		"a comparison with something else":    {[]string{"--report", none, "--since", file}, "mtalab: --since: " + file + " is no record of mtalab run --report: $: want JSON, and at byte 0: invalid character 'm' looking for beginning of value\nSee mtalab --help.\n"},
		"a comparison with an older report":   {[]string{"--report", none, "--since", older}, "mtalab: --since: " + older + " is no record of mtalab run --report: $.mtalab: an older mtalab wrote it, in format 1, and this one reads format 2: run it again\nSee mtalab --help.\n"},
		"a comparison with another sender":    {[]string{"--report", none, "--since", other}, "mtalab: --since: " + other + " is of exim, and this run is of esa: want a report of the same sender\nSee mtalab --help.\n"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			var out, complaint bytes.Buffer
			status := run(context.Background(), append([]string{"run", "esa/worked_example.feature"}, test.arguments...), &out, &complaint)
			assert.Equal(t, exitFault, status)
			assert.Equal(t, test.want, complaint.String())
			assert.Empty(t, out.String(), "nothing was run")
			assert.NoDirExists(t, none, "and nothing was written")
		})
	}
}
