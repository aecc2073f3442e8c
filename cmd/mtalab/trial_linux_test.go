package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/debian"
	"mtalab/internal/result"
	"mtalab/report"
	"mtalab/sim"
	"mtalab/sim/senders"
)

// trial is the fixed part of the scenarios that every change must pass with every real MTA: quick, and at
// least fewest of them with each. All of them are for mtalab matrix.
var trial = []string{
	"esa/worked_example.feature", "esa/contrast.feature", "senders", "names", "certificates",
	"starttls/answer_to_starttls.feature", "starttls/path.feature",
}

const fewest = 120

// TestTrial lays real MTAs side by side, as root and as an ordinary user. Nothing is otherwise than the
// scenarios or the lists of known deviations state, and both users see the same.
func TestTrial(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("hundreds of scenarios with real MTAs")
	}
	senders := realSenders(t)
	seen := map[string]string{}
	for user, credential := range users(t) {
		printed := trialAs(t, credential, senders)
		var matrix report.Matrix
		require.NoError(t, json.Unmarshal([]byte(printed), &matrix), "%s", printed)
		require.Len(t, matrix.Senders, len(senders))
		for i, sender := range matrix.Senders {
			ran := sender.Count[result.Passed] + sender.Count[result.Known]
			assert.GreaterOrEqual(t, ran, fewest, "%s ran too few, as %s", sender, user)
			assert.NotEmpty(t, sender.Version)
			for _, row := range matrix.Rows {
				status := row.Cells[i].Status
				assert.False(t, status == result.Failed || status == result.Broken, "%s, as %s: %s: %s %v", sender, user, row.ID, status, row.Cells[i].Fates)
				if row.ID == "esa/worked_example.feature: Required" {
					assert.Equal(t, result.Passed, status, "%s, the emailhosted.not example, as %s", sender, user)
				}
			}
		}
		seen[user] = printed
	}
	if asRoot, both := seen["root"]; both {
		assert.Equal(t, asRoot, seen["an ordinary user"])
	}
}

// realSenders are those of the four that are here; in CI all must be.
func realSenders(t *testing.T) []string {
	t.Helper()
	var here []string
	for _, sender := range senders.All() {
		versioned, ok := sender.Sender.(sim.Versioned)
		if !ok {
			continue
		}
		_, err := versioned.Version(t.Context())
		if isAbsence(err) && os.Getenv("CI") == "" {
			t.Logf("%s is not tried: %v", sender.Name(), err)
			continue
		}
		require.NoError(t, err, "CI must have %s", sender.Name())
		here = append(here, sender.Name())
	}
	if len(here) == 0 {
		t.Skip("no real MTA is here, or there is no private network: make senders")
	}
	return here
}

// trialAs runs mtalab matrix in a process of its own, and returns what it printed.
func trialAs(t *testing.T, credential *syscall.Credential, senders []string) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "mtalab-trial-") // that of t.TempDir is for this user alone
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	cache, err := debian.Cache()
	require.NoError(t, err)
	require.NoError(t, os.Chmod(folder, 0o755))
	itself := filepath.Join(folder, "mtalab")
	copied(t, os.Args[0], itself)
	for _, name := range debian.Names() { // others cannot look into this user's cache
		if unpacked := filepath.Join(cache, name); isFolder(unpacked) {
			require.NoError(t, os.CopyFS(filepath.Join(folder, "mtalab-cache/mtalab", name), os.DirFS(unpacked)))
		}
	}
	arguments := append([]string{"matrix", "--format", "json", "--jobs", "4", "--senders", strings.Join(senders, ",")}, trial...)
	command := exec.CommandContext(t.Context(), itself, arguments...)
	command.Dir = "/"
	command.Env = []string{mainVariable + "=1", "PATH=/usr/bin:/bin", "HOME=/", "XDG_CACHE_HOME=" + filepath.Join(folder, "mtalab-cache")}
	command.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	var printed, aside bytes.Buffer
	command.Stdout, command.Stderr = &printed, &aside
	command.WaitDelay = 10 * time.Second
	err = command.Run()
	t.Logf("%s", aside.String())
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitFailed) {
		require.NoError(t, err, "%s", aside.String())
	}
	return printed.String()
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// copied copies a program. Whoever forks meanwhile would have it open for writing, and then it cannot run.
func copied(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	require.NoError(t, err)
	syscall.ForkLock.RLock()
	err = writeProgram(to, content)
	syscall.ForkLock.RUnlock()
	require.NoError(t, err)
}
