package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/debian"
	"mtalab/sim/senders"
)

// answer is a line of testdata/answers.txt.
type answer struct{ command, file, exit, line, says string }

var answerForm = regexp.MustCompile(`^(\w+) +(\S+) +(\d) +(\d+|-)(?:  (.+))?$`)

// answers are those of testdata/answers.txt, by the command line that they answer.
func answers(t *testing.T) map[string][]answer {
	t.Helper()
	asked := map[string][]answer{}
	for at, line := range strings.Split(strings.TrimSpace(read(t, "testdata/answers.txt")), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		found := answerForm.FindStringSubmatch(line)
		require.NotNil(t, found, "answers.txt:%d: want a command, a file, an exit status, a line and an answer", at+1)
		question := found[1] + " " + found[2]
		asked[question] = append(asked[question], answer{found[1], found[2], found[3], found[4], found[5]})
	}
	return asked
}

func TestTheCasesAreAnswered(t *testing.T) {
	t.Parallel()
	for question, wanted := range answers(t) {
		t.Run(question, func(t *testing.T) {
			t.Parallel()
			command := []string{wanted[0].command}
			if sender, found := senders.Named(wanted[0].command); found {
				needs(t, sender)
				command = []string{"run", "--sender", sender.Name()}
			}
			if command[0] == "fmt" {
				command = append(command, "--check")
			}
			file, line, _ := strings.Cut(wanted[0].file, ":")
			path := filepath.Join("testdata", filepath.FromSlash(file)+".feature")
			selected := path
			if line != "" {
				selected += ":" + line
			}
			status, stdout, stderr := mtalab(t, append(command, selected)...)
			said := stdout + stderr
			for _, want := range wanted {
				assert.Equal(t, want.exit, string(rune('0'+status)), said)
				assert.True(t, want.isIn(said, path), "want %q at %s:%s in:\n%s", want.says, path, want.line, said)
			}
		})
	}
}

// needs skips the test without a real MTA, but not in CI.
func needs(t *testing.T, sender senders.Entry) {
	t.Helper()
	if sender.Kind != senders.Program {
		return
	}
	if _, err := sender.Sender.(interface {
		Find() (debian.Program, error)
	}).Find(); err != nil {
		lacking(t, err.Error())
	}
	private(t)
}

// isIn says whether something says it, at the line.
func (a answer) isIn(said, path string) bool {
	if a.line == "-" {
		return strings.Contains(said, a.says)
	}
	row := regexp.MustCompile("^ +" + a.line + "  ")
	lines := append(strings.Split(said, "\n"), "")
	for at, line := range lines[:len(lines)-1] {
		if (strings.Contains(line, path+":"+a.line+": ") || row.MatchString(line)) && strings.Contains(line+"\n"+lines[at+1], a.says) {
			return true
		}
	}
	return false
}

// TestEveryCaseIsAnswered: none lies there that nobody holds.
func TestEveryCaseIsAnswered(t *testing.T) {
	t.Parallel()
	run := map[string]bool{}
	for _, wanted := range answers(t) {
		file, _, _ := strings.Cut(wanted[0].file, ":")
		run[file] = run[file] || wanted[0].command == "run"
	}
	for _, folder := range []string{"text", "world"} {
		files, err := os.ReadDir(filepath.Join("testdata", folder))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			name := folder + "/" + strings.TrimSuffix(file.Name(), ".feature")
			assert.True(t, run[name], "%s: no line of answers.txt runs it", name)
			delete(run, name)
		}
	}
	assert.Empty(t, run, "of these there is no file")
}
