package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestProgramsOfVersion1 runs programs of testdata/shims that were written for version 1 of the contract, right and wrong.
func TestProgramsOfVersion1(t *testing.T) {
	t.Parallel()
	users(t)
	for _, wanted := range []string{"/usr/bin/python3", "dig"} {
		if _, err := exec.LookPath(wanted); err != nil {
			t.Skipf("no %s here: make tools", wanted)
		}
	}
	for program, c := range map[string]struct {
		feature string
		status  int
		says    []string
	}{
		"split":         {"two", exitExpected, []string{"1 scenario: 1 passed", "u@example.com: delivered in plaintext", "v@other.not: deferred"}},
		"overclaim":     {"blind", exitFailed, []string{"4 scenarios: 1 passed, 3 failed", "cannot be verified", "and not bounced"}},
		"twice":         {"plain", exitFailed, []string{"0 passed, 3 failed", "sent the message to u@example.com 2 times"}},
		"mangle":        {"plain", exitFailed, []string{"0 passed, 3 failed", "mangle sent the message from <mallory@evil.test>"}},
		"second-object": {"defer", exitFailed, []string{"1 failed", "something stands behind the object"}},
		"segv2":         {"defer", exitFailed, []string{"1 failed", "segmentation fault (SIGSEGV)"}},
		"never":         {"plain", exitUntried, []string{"3 not supported", "nothing was tried: never supports none of these scenarios"}},
	} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			folder, err := os.MkdirTemp("", "mtalab-shims-") // that of t.TempDir is for this user alone
			require.NoError(t, err)
			t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
			syscall.ForkLock.RLock() // as in copied
			err = os.Chmod(folder, 0o755)
			if err == nil {
				err = writeProgram(filepath.Join(folder, program), []byte(read(t, "testdata/shims/"+program)))
			}
			syscall.ForkLock.RUnlock()
			require.NoError(t, err)
			status, printed, stderr := mtalab(t, "run", "-v", "--sender", filepath.Join(folder, program), "testdata/shims/"+c.feature+".feature")
			assert.Equal(t, c.status, status, "%s\n%s", printed, stderr)
			for _, says := range c.says {
				assert.True(t, strings.Contains(printed, says), "%q\n%s", says, printed)
			}
		})
	}
}
