package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNothingTriedIsNoSuccess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "one.feature")
	require.NoError(t, os.WriteFile(path, []byte(`Feature: f
  Scenario: only a program can be told this
    Given these DNS records:
      | example.com | MX | 10 mx1.example.com |
    And the TLS setting for example.com is "verified against the MX host name"
    When a message is sent to u@example.com
    Then the message is deferred
`), 0o600))
	for sentence, test := range map[string]struct {
		arguments []string
		status    int
		said      string
	}{
		"no scenario is supported":  {[]string{"run", path}, exitUntried, "nothing was tried: esa supports none of these scenarios"},
		"so it is in quiet":         {[]string{"run", "-q", path}, exitUntried, "nothing was tried"},
		"the shard is empty":        {[]string{"run", "--shard", "2/2", path}, exitUntried, "nothing was tried: shard 2/2 is empty"},
		"one of several was tried":  {[]string{"run", path, "esa/worked_example.feature"}, exitExpected, "1 not supported"},
		"the same, of one of three": {[]string{"run", "--shard", "1/3", "esa/worked_example.feature"}, exitExpected, "passed"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := mtalab(t, test.arguments...)
			assert.Equal(t, test.status, status, stdout+stderr)
			assert.Contains(t, stdout, test.said)
			if test.status == exitExpected {
				assert.NotContains(t, stdout, "nothing was tried")
			}
		})
	}
}
