package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestExactWords holds the messages that no other test quotes whole.
func TestExactWords(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	whole, foreign := filepath.Join(folder, "whole.json"), filepath.Join(folder, "foreign.json")
	require.NoError(t, os.WriteFile(whole, []byte(`{"mtalab":2,"runs":[{"sender":"esa","started":"2026-01-02T03:04:05Z","duration":0,"scenarios":[]}]}`), 0o600))
	require.NoError(t, os.WriteFile(foreign, []byte(`{"mtalab":7}`), 0o600))
	const hint = "\nSee mtalab --help.\n"
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"two under test":           {[]string{"run", "--sender", "esa", "--receiver", "esa"}, "mtalab: --receiver and --sender: want one, as one MTA is under test" + hint},
		"an unknown network":       {[]string{"run", "--network", "token-ring"}, "mtalab: --network token-ring: want memory, loopback or private" + hint},
		"no policy of a listener":  {[]string{"run", "--receiver", "127.0.0.1:25", "--receiver-policy", "Maybe"}, `mtalab: --receiver-policy: unknown policy of a listener "Maybe": want No, Preferred or Required` + hint},
		"a user without password":  {[]string{"run", "--receiver", "127.0.0.1:25", "--receiver-user", "ann"}, "mtalab: --receiver-user: want NAME:PASSWORD" + hint},
		"a recipient of nothing":   {[]string{"run", "--receiver", "127.0.0.1:25", "--receiver-recipient", "joe"}, "mtalab: --receiver-recipient joe: want an address, such as postmaster@example.com" + hint},
		"somebody else's receiver": {[]string{"run", "--receiver", "198.51.100.1:25"}, "mtalab: --receiver: 198.51.100.1:25 is 198.51.100.1: it is neither on this machine nor in a private network: the scenarios attack what they test; --force if it is yours" + hint},
		"nothing to merge":         {[]string{"merge"}, "mtalab: requires at least 1 arg(s), only received 0" + hint},
		"a report that is none":    {[]string{"merge", folder}, "mtalab: merge: no report " + filepath.Join(folder, "record.json") + ": want a folder that mtalab run --report has written, or its record.json" + hint},
		"a report of tomorrow":     {[]string{"merge", foreign}, "mtalab: merge: " + foreign + " is no record of mtalab run --report: $.mtalab: want a record of format 2, and not 7" + hint},
		"a whole run to merge":     {[]string{"merge", whole}, "mtalab: merge: these are not the shards of one run: one is a whole run" + hint},
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
