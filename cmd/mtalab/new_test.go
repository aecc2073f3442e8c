package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/lint"
)

func TestNewWritesAFeatureThatRunsAndIsInOrder(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "partner")
	path := name + ".feature"
	status, stdout, stderr := mtalab(t, "new", name)
	require.Equal(t, exitExpected, status, stderr)
	assert.Equal(t, path+" is written. Now: mtalab run "+path+"\n", stdout)

	status, stdout, _ = mtalab(t, "run", path)
	assert.Equal(t, exitExpected, status)
	assert.Contains(t, stdout, "5 scenarios: 5 passed, 0 failed, in ")
	status, stdout, _ = mtalab(t, "lint", path)
	assert.Equal(t, exitExpected, status, stdout)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	formatted, err := lint.Format(path, content)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(content, formatted), "%s", formatted)
	assert.Contains(t, string(content), "mtalab explain "+path+":25\n")
	status, _, stderr = mtalab(t, "explain", path+":25")
	assert.Equal(t, exitExpected, status, stderr)
}

func TestNewNeverOverwrites(t *testing.T) {
	t.Parallel()
	path := feature(t, "mine\n")
	status, stdout, stderr := mtalab(t, "new", path)
	assert.Equal(t, exitFault, status)
	assert.Empty(t, stdout)
	assert.Equal(t, "mtalab: new: "+path+" exists, and is left as it is\nSee mtalab --help.\n", stderr)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "mine\n", string(content))
}

// TestNewWritesAProgram of each kind, which can be executed; TestTheExamples in sim/senders/shim shows that they are right.
func TestNewWritesAProgram(t *testing.T) {
	t.Parallel()
	for _, example := range []string{"smtplib", "msmtp", "swaks"} {
		path := filepath.Join(t.TempDir(), "my-mta")
		status, stdout, stderr := mtalab(t, "new", path, "--program", example)
		require.Equal(t, exitExpected, status, stderr)
		assert.Equal(t, path+" is written; its first lines say what it wants. Now: mtalab run --sender "+path+" senders\n", stdout)
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o755), info.Mode())
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Contains(t, string(content), "It wants ")
		status, _, stderr = mtalab(t, "new", path, "--program", example)
		assert.Equal(t, exitFault, status)
		assert.Contains(t, stderr, "exists, and is left as it is")
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	nowhere := filepath.Join(t.TempDir(), "nowhere", "x")
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"another kind":   {[]string{"new", "x", "--program", "cobol"}, "mtalab: new: --program cobol: want one of smtplib, msmtp, swaks\nSee mtalab --help.\n"},
		"no name":        {[]string{"new"}, "mtalab: accepts 1 arg(s), received 0\nSee mtalab --help.\n"},
		"an empty name":  {[]string{"new", ""}, "mtalab: new: \"\" is no name for a feature\nSee mtalab --help.\n"},
		"only an ending": {[]string{"new", ".feature"}, "mtalab: new: \"\" is no name for a feature\nSee mtalab --help.\n"},
		"two lines":      {[]string{"new", "a\nb"}, "mtalab: new: \"a\\nb\" is no name for a feature\nSee mtalab --help.\n"},
		"no folder":      {[]string{"new", nowhere}, "mtalab: new: open " + nowhere + ".feature: no such file or directory\nSee mtalab --help.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := mtalab(t, test.arguments...)
			assert.Equal(t, exitFault, status)
			assert.Empty(t, stdout)
			assert.Equal(t, test.says, stderr)
		})
	}
}
