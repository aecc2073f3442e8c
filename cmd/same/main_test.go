package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standIn is the source of a program that answers mtalab run and matrix with one scenario. %s is its fate.
const standIn = `package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	fate, rule := %q, %q
	if os.Args[1] == "matrix" {
		fmt.Printf("{\"senders\": [{\"name\": \"esa\"}, {\"name\": \"exim\"}], \"scenarios\": [{\"id\": \"a\", \"cells\": [{\"status\": \"passed\"}, {\"status\": %%q}]}]}", fate)
		return
	}
	if strings.Contains(strings.Join(os.Args, " "), "--network private") {
		fmt.Fprintln(os.Stderr, "no namespaces")
		os.Exit(2)
	}
	fmt.Printf("a.feature  A\n     1  One  %%s\n\n    fate  %%s  [%%s]\n", fate, fate, rule)
	record := fmt.Sprintf("{\"runs\": [{\"scenarios\": [{\"id\": \"a.feature: One\", \"path\": \"a.feature\", \"line\": 1, \"name\": \"One\", "+
		"\"status\": \"passed\", \"fates\": [%%q], \"detail\": {\"trail\": [{\"kind\": \"fate\", \"rule\": %%q}]}}]}]}", fate, rule)
	for i, argument := range os.Args {
		if argument == "--report" {
			_ = os.WriteFile(os.Args[i+1]+"/record.json", []byte(record), 0o600)
		}
	}
	os.Exit(1) // as if a scenario had failed
}
`

// repository is a temporary repository whose only commit has a stand-in for mtalab.
func repository(t *testing.T) string {
	folder := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "cmd", "mtalab"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "go.mod"), []byte("module mtalab\n"), 0o600))
	write(t, folder, "deferred", "ESA-1")
	for _, arguments := range [][]string{
		{"init", "--quiet"}, {"add", "."},
		{"-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "one"},
	} {
		git(t, folder, arguments...)
	}
	return folder
}

func write(t *testing.T, folder, fate, rule string) {
	source := fmt.Sprintf(standIn, fate, rule)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "cmd", "mtalab", "main.go"), []byte(source), 0o600))
}

func git(t *testing.T, folder string, arguments ...string) string {
	command := exec.Command("git", arguments...)
	command.Dir = folder
	printed, err := command.CombinedOutput()
	require.NoError(t, err, "%s", printed)
	return string(printed)
}

// bounded ends a test that hangs.
func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestACommitIsComparedWithTheSourceAsItStands(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds programs")
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	folder := repository(t)
	for _, test := range []struct {
		name, fate, rule string
		want             error
		printed          []string
	}{
		{"nothing is changed", "deferred", "ESA-1", nil, []string{"sender-esa on memory", "receiver-exchange on loopback", "private is left out, as neither can run there: ", "no namespaces", "\nthe same\n"}},
		{"a rule is another", "deferred", "ESA-2", nil, []string{"8 ×  ESA-1 → ESA-2", "in sender-esa on memory: a.feature: One", "\nthe same but for 8 × rules cited otherwise\n"}},
		{"a fate is another", "bounced", "ESA-1", errDiffers, []string{"- passed: deferred", "+ passed: bounced", "- deferred\n", "matrix of exim", "DIFFERENT: "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			write(t, folder, test.fate, test.rule)
			var out strings.Builder
			err := run(bounded(t), folder, []string{"--commit", "HEAD", "--matrix"}, &out, io.Discard)
			assert.ErrorIs(t, err, test.want)
			for _, line := range test.printed {
				assert.Contains(t, out.String(), line)
			}
			assertNothingLeft(t, folder, temporary)
		})
	}
}

func assertNothingLeft(t *testing.T, folder, temporary string) {
	assert.Equal(t, 1, strings.Count(git(t, folder, "worktree", "list"), "\n"), "the worktree is removed")
	left, err := filepath.Glob(filepath.Join(temporary, "mtalab-same-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestAnInterruptionLeavesNothingBehind(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	folder := repository(t)
	ctx, interrupt := context.WithCancel(bounded(t))
	w, err := newWorkshop(ctx, folder)
	require.NoError(t, err)
	interrupt()
	_, err = w.buildCommit(bounded(t), "HEAD")
	require.NoError(t, err)
	_, err = w.buildPresent(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, w.Close())
	assertNothingLeft(t, folder, temporary)
}

func TestWhatCannotBeComparedIsSaid(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments []string
		want      string
	}{
		"another suite":   {[]string{"--only", "esa"}, "--only esa: want one of sender-esa, sender-exchange, receiver-esa, receiver-exchange"},
		"another network": {[]string{"--network", "real"}, "--network real: want one of memory, loopback, private"},
		"an argument":     {[]string{"esa"}, "esa: want flags only"},
		"no such commit":  {[]string{"--commit", "nowhere"}, "--commit nowhere: git knows no such commit"},
		"no network":      {[]string{"--commit", "HEAD", "--network", "private"}, "nothing was compared"},
		"a flag as one":   {[]string{"--commit", "--all"}, "--commit --all: git knows no such commit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.ErrorContains(t, run(bounded(t), repository(t), test.arguments, io.Discard, io.Discard), test.want)
		})
	}
}

func TestDifferencesThatAreAlikeArePrintedOnce(t *testing.T) {
	t.Parallel()
	found := []difference{
		{reasonDiffers, "first", "mx1.example.com failed", "mx1.example.com is down"},
		{reasonDiffers, "second", "mx2.example.net failed", "mx2.example.net is down"},
		{reasonDiffers, "third", "another", strings.Repeat("x", 2*longest)},
	}
	var brief, full strings.Builder
	printDifferences(&brief, found, false)
	printDifferences(&full, found, true)
	assert.Contains(t, brief.String(), "reasons or problems: 3\n      2 ×\n          - mx1.example.com failed\n          + mx1.example.com is down\n          in first\n")
	assert.NotContains(t, brief.String(), "second")
	assert.Contains(t, brief.String(), "x …\n")
	assert.Contains(t, full.String(), "in second")
	assert.Contains(t, full.String(), strings.Repeat("x", 2*longest))
}
