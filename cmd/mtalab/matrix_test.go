package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMatrixLaysSendersSideBySide(t *testing.T) {
	t.Parallel()
	arguments := []string{"matrix", "--senders", "esa,faulty=plaintext-after-220", "--tags", "@ST-25 or @ESA-70"}
	status, stdout, stderr := mtalab(t, arguments...)
	assert.Equal(t, exitFailed, status, "a sender is wrong, and no list says so")
	assert.Contains(t, stdout, "OTHER: delivered in plaintext")
	assert.Contains(t, stdout, "same: deferred")
	assert.Contains(t, stderr, "esa: ")
	assert.Contains(t, stderr, "\n  failed: starttls/")
	assert.Contains(t, stderr, "\n    the message is delivered in plaintext", "and why")
	for range 10 {
		_, again, _ := mtalab(t, append(arguments, "--jobs", "4")...)
		require.Equal(t, stdout, again)
	}

	path := filepath.Join(t.TempDir(), "matrix.txt")
	status, printed, _ := mtalab(t, append(arguments, "--output", path)...)
	assert.Equal(t, exitFailed, status)
	assert.Empty(t, printed)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, stdout, string(content))

	status, stdout, _ = mtalab(t, "matrix", "--senders", "esa", "--format", "markdown", "esa/worked_example.feature")
	assert.Equal(t, exitExpected, status)
	assert.Contains(t, stdout, "\n| esa | 6 | 0 | 0 | 0 | 0 | 0 |\n")
}

func TestTheMatrixsCommandLineIsAtFault(t *testing.T) {
	t.Parallel()
	for says, arguments := range map[string][]string{
		"mtalab: --format xml: want one of text, markdown, json\n": {"--format", "xml"},
		"mtalab: --sender nobody: want one of esa, ":               {"--senders", "esa,nobody", "esa/worked_example.feature"},
		"mtalab: --jobs 0: want from 1 to 1000\n":                  {"--jobs", "0"},
		"mtalab: no feature file or folder nowhere\n":              {"nowhere"},
		"mtalab: --output: ":                                       {"--senders", "esa", "esa/worked_example.feature", "--output", "/nowhere/matrix.txt"},
	} {
		status, stdout, stderr := mtalab(t, append([]string{"matrix"}, arguments...)...)
		assert.Equal(t, exitFault, status)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, says)
	}
}

// TestAMissingSenderIsOneLine has an empty cache of unpacked packages; where an MTA is installed for all,
// it is found.
func TestAMissingSenderIsOneLine(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	if _, err := os.Stat("/usr/sbin/smtpd"); err == nil {
		t.Skip("OpenSMTPD is installed here")
	}
	status, stdout, stderr := mtalab(t, "matrix", "--tags", "@ESA-70", "--senders", "esa,opensmtpd")
	assert.Equal(t, exitFault, status, "it was asked for by name")
	assert.Empty(t, stdout)
	assert.Equal(t, "mtalab: the program is missing: no /usr/sbin/smtpd, and nothing unpacked by mtalab install opensmtpd\nSee mtalab --help.\n", stderr)
}
