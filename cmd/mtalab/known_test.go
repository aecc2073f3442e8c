package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// faultySender runs a sender that is wrong on purpose on scenarios of which some notice.
func faultySender(t *testing.T, more ...string) (status int, stdout, stderr string) {
	return mtalab(t, append([]string{"run", "-q", "--sender", "faulty=plaintext-after-220", "--tags", "@ST-25 or @ESA-70"}, more...)...)
}

func TestUpdateKnownWritesWhatFails(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine.txt")
	status, stdout, stderr := faultySender(t, "--known", path)
	assert.Equal(t, exitFault, status, "there is none yet")
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, "mtalab: --known: open "+path)

	status, stdout, _ = faultySender(t, "--known", path, "--update-known")
	assert.Equal(t, exitExpected, status, "every failure is listed by now")
	assert.Contains(t, stdout, path+": ")
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Contains(t, string(content), " | any | TODO: reason | TODO: where it is documented\n")

	status, stdout, _ = faultySender(t, "--known", path)
	assert.Equal(t, exitExpected, status)
	assert.Contains(t, stdout, " passed, 0 failed, ")
	assert.Contains(t, stdout, " known, in ")

	mine := "# Mine.\n" + strings.Replace(string(content), "TODO: reason", "it is faulty", 1) +
		"esa/worked_example.feature: Required - Verify: the Common Name matches the reverse name | any | wrong | nowhere\n"
	_, rest, _ := strings.Cut(mine, "\n")
	listed, _, _ := strings.Cut(rest, "\n")
	require.NoError(t, os.WriteFile(path, []byte(mine), 0o640))
	status, stdout, stderr = faultySender(t, "--known", path)
	require.NotEqual(t, exitFault, status, stderr)
	assert.Equal(t, exitFailed, status)
	assert.Contains(t, stdout, "remove that line")

	status, stdout, _ = faultySender(t, "--known", path, "--update-known")
	assert.Equal(t, exitExpected, status)
	assert.Contains(t, stdout, ": 0 added, 1 removed, ")
	content, err = os.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(content), "# Mine.\n"+listed+"\n"), "comments and reasons stay")
	assert.NotContains(t, string(content), "matches the reverse name")
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "it is written beside, and moved")
}

func TestAListThatIsWrong(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mine.txt")
	for text, says := range map[string]string{
		"x":                             "want \"PATH: SCENARIO | VERSIONS | REASON | WHERE IT IS DOCUMENTED\", and there are 1 parts\n",
		"dns/a.feature: x | 1 | r | d":  "there is no feature file dns/a.feature\n",
		"esa/queue.feature: x | 1| r|d": "there is no scenario \"esa/queue.feature: x\"\n",
	} {
		text = "# a comment\n\n" + text + "\n"
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		for _, more := range [][]string{nil, {"--update-known"}} {
			status, stdout, stderr := faultySender(t, append(more, "--known", path)...)
			assert.Equal(t, exitFault, status)
			assert.Empty(t, stdout, "nothing is run")
			assert.Equal(t, "mtalab: "+path+":3: "+says, stderr)
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, text, string(content), "nothing is changed")
		}
	}
	status, _, stderr := faultySender(t, "--update-known")
	assert.Equal(t, exitFault, status)
	assert.Contains(t, stderr, "mtalab: --update-known: there is no folder features/known here: want --known FILE\n")
}
