package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// introduced is a program of version 2 of the contract, which answers ANSWER.
const introduced = `#!/bin/bash
read -r question
case $question in
*'"ask":"about"'*) echo '{"version": 2, "subject": {"name": "NAME", "version": "1.4 beta"}, "can": ["retry"]}' ;;
*) echo '{"version": 2, "recipients": [{"address": "bob@example.com", "fate": "deferred", "reason": "'"ANSWER"'"}]}' ;;
esac
`

// programs is a folder with programs of a name each, and a feature; everybody may look into it.
func programs(t *testing.T, named map[string]string) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "mtalab-program-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o755))
	for name, text := range named {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o755))
		syscall.ForkLock.RLock() // as in copied
		err := writeProgram(filepath.Join(folder, name), []byte(text))
		syscall.ForkLock.RUnlock()
		require.NoError(t, err)
	}
	require.NoError(t, os.WriteFile(filepath.Join(folder, "my.feature"), []byte(fmt.Sprintf(oneMessage, "deferred")), 0o644))
	return folder
}

// TestAProgramUnderTest is run by its path, with what it is given, and has the name and the version that it tells.
func TestAProgramUnderTest(t *testing.T) {
	t.Parallel()
	users(t) // or there is no private network here
	folder := programs(t, map[string]string{
		"my-mta":   strings.NewReplacer("NAME", "frost", "ANSWER", "$* $(tool)").Replace(introduced),
		"x/my-mta": strings.NewReplacer("NAME", "thaw", "ANSWER", "$*").Replace(introduced),
		"bin/tool": "#!/bin/sh\necho shown\n",
	})
	status, printed, stderr := mtalab(t, "run", "--sender", folder+"/my-mta", "--argument", "-a b", "--argument", "c,d", "--show", folder, "--patience", "1m", folder+"/my.feature")
	require.Equal(t, exitExpected, status, printed+stderr)
	assert.Contains(t, printed, "-a b c,d shown\n")
	assert.Contains(t, printed, "frost 1.4 beta, 1 scenario: 1 passed")

	status, printed, stderr = mtalab(t, "matrix", "--senders", folder+"/my-mta,"+folder+"/x/my-mta", folder+"/my.feature")
	require.Equal(t, exitExpected, status, printed+stderr)
	assert.Contains(t, printed, "frost", "two programs of one file name are told apart")
	assert.Contains(t, printed, "thaw")
}

// TestAFailureQuotesItsClause, in its place, in the summary, and for a CI.
func TestAFailureQuotesItsClause(t *testing.T) {
	t.Parallel()
	users(t)
	folder := programs(t, map[string]string{"my-mta": strings.NewReplacer("NAME", "frost", "ANSWER", "no").Replace(introduced)})
	path := filepath.Join(folder, "owed.feature")
	owed := strings.Replace(fmt.Sprintf(oneMessage, "delivered encrypted"), "  Scenario:", "  @must @ST-09 @R3207-1\n  Scenario:", 1)
	require.NoError(t, os.WriteFile(path, []byte(owed), 0o644))
	status, printed, _ := mtalab(t, "run", "--quiet", "--sender", folder+"/my-mta", "--report", folder+"/report", path)
	assert.Equal(t, exitFailed, status)
	assert.Contains(t, printed, "and not delivered encrypted\n  R3207-1: reply to STARTTLS is 220, 501 or 454 (MUST)  [RFC 3207 §4]\n")
	assert.Contains(t, printed, "\nFailed, by clause\n  1  R3207-1  MUST  RFC 3207 §4\n")
	assert.Contains(t, read(t, folder+"/report/junit.xml"), "R3207-1: reply to STARTTLS is 220, 501 or 454 (MUST)  [RFC 3207 §4]")
}

func TestWhatIsWrongWithAProgramUnderTest(t *testing.T) {
	t.Parallel()
	users(t)
	folder := programs(t, map[string]string{
		"my-mta": strings.NewReplacer("NAME", "frost", "ANSWER", "").Replace(introduced),
		"esa":    strings.NewReplacer("NAME", "esa", "ANSWER", "").Replace(introduced),
		"wrong":  "#!/bin/sh\necho '{\"version\": 2, \"nam\": \"x\"}'\n",
		"script": "#!/opt/nonexistent/perl\n",
	})
	for sentence, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"an argument for a model":          {[]string{"run", "--argument", "x"}, "mtalab: --argument: it is for a program of yours: want --sender ./my-mta\n"},
		"something shown to a real MTA":    {[]string{"run", "--sender", "postfix", "--show", "/opt"}, "mtalab: --show: it is for a program of yours: want --sender ./my-mta\n"},
		"patience with a model":            {[]string{"matrix", "--senders", "esa", "--patience", "1m"}, "mtalab: --patience: it is for a program of yours: want --sender ./my-mta\n"},
		"no patience":                      {[]string{"run", "--sender", folder + "/my-mta", "--patience", "0s"}, "mtalab: --patience 0s: want more than 0\n"},
		"nothing to show":                  {[]string{"run", "--sender", folder + "/my-mta", "--show", folder + "/no"}, "/my-mta: --show: stat " + folder + "/no: no such file or directory\n"},
		"a folder that every world has":    {[]string{"run", "--sender", folder + "/my-mta", "--show", "/etc"}, "/my-mta: --show /etc: a world has one of its own: want a folder or a file that is in none of "},
		"a subject that is called a model": {[]string{"run", "--sender", folder + "/esa"}, `its subject is called "esa", as a model of mtalab is: want another name`},
		"a wrong introduction":             {[]string{"run", "--sender", folder + "/wrong"}, "it is asked about itself, and its answer "},
		"an interpreter that is not here":  {[]string{"run", "--sender", folder + "/script"}, "its interpreter is not here: "},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := mtalab(t, append(test.arguments, folder+"/my.feature")...)
			assert.Equal(t, exitFault, status)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, test.says)
		})
	}
}
