package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"mtalab/internal/result"
	"mtalab/report"
)

// TestTheReadmesShardsAreOneRun does what the README's examples do, in the place of the engines that
// they are for, and compares with one run.
func TestTheReadmesShardsAreOneRun(t *testing.T) {
	t.Parallel()
	whole := filepath.Join(t.TempDir(), "whole")
	status, _, stderr := mtalab(t, "run", "--quiet", "--report", whole)
	require.Equal(t, exitExpected, status, stderr)
	want := loaded(t, whole)
	ofSchema(t, whole)
	for engine, commands := range map[string]func(*testing.T) (shards []exampleLine, merge string){
		"a matrix of GitHub's":           matrixJob,
		"an Indexed Job of Kubernetes's": indexedJob,
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			itself(t, folder)
			require.NoError(t, os.Mkdir(filepath.Join(folder, "records"), 0o700))
			shards, merge := commands(t)
			require.Len(t, shards, 4)
			for _, shard := range slices.Backward(shards) {
				shard.run(t, folder)
			}
			exampleLine{line: merge}.run(t, folder)
			assert.Equal(t, want, loaded(t, filepath.Join(folder, "merged")))
		})
	}
}

// exampleLine is a line of an example, as its engine has it run.
type exampleLine struct {
	line        string
	environment []string
}

func (c exampleLine) run(t *testing.T, folder string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-c", c.line)
	command.Dir = folder
	command.Env = append(os.Environ(), c.environment...)
	said, err := command.CombinedOutput()
	require.NoError(t, err, "%s\n%s", c.line, said)
	assert.Contains(t, string(said), " 0 failed")
}

// matrixJob reads the README's example of a CI's matrix.
func matrixJob(t *testing.T) (shards []exampleLine, merge string) {
	var workflow struct {
		Jobs map[string]struct {
			Strategy struct{ Matrix struct{ Shard []int } }
			Steps    []struct{ Run string }
		}
	}
	example(t, "jobs:", &workflow)
	for _, step := range workflow.Jobs["scenarios"].Steps {
		for _, shard := range workflow.Jobs["scenarios"].Strategy.Matrix.Shard {
			if strings.Contains(step.Run, "mtalab run") {
				line := strings.ReplaceAll(step.Run, "${{ matrix.shard }}", fmt.Sprint(shard))
				shards = append(shards, exampleLine{line: line})
			}
		}
	}
	for _, step := range workflow.Jobs["report"].Steps {
		if strings.Contains(step.Run, "mtalab merge") {
			merge = step.Run
		}
	}
	return shards, merge
}

// indexedJob reads the README's example of a Kubernetes Job, and the command that joins its records.
func indexedJob(t *testing.T) (shards []exampleLine, merge string) {
	var job struct {
		Spec struct {
			Completions int
			Template    struct {
				Spec struct{ Containers []struct{ Command []string } }
			}
		}
	}
	before := example(t, "apiVersion:", &job)
	command := job.Spec.Template.Spec.Containers[0].Command
	require.Equal(t, []string{"sh", "-c"}, command[:2])
	for index := range job.Spec.Completions {
		shards = append(shards, exampleLine{command[2], []string{fmt.Sprintf("JOB_COMPLETION_INDEX=%d", index)}})
	}
	quoted := strings.Split(before[strings.LastIndex(before, "\n\n")-200:], "`")
	return shards, quoted[len(quoted)-2]
}

// example reads the README's block that begins with a word, and returns the text before it.
func example(t *testing.T, begin string, into any) (before string) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	before, block, found := strings.Cut(string(readme), "\n    "+begin)
	require.True(t, found, "the README has no block that begins with %s", begin)
	var lines []string
	for line := range strings.Lines("    " + begin + block) {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "    ") {
			break
		}
		lines = append(lines, line)
	}
	require.NoError(t, yaml.Unmarshal([]byte(strings.Join(lines, "")), into))
	return before
}

// octets is the length of a certificate's message, in which signatures vary.
var octets = regexp.MustCompile(`length \d+`)

// loaded is a report's run without what differs from run to run.
func loaded(t *testing.T, path string) result.Run {
	runs, err := report.Load(path)
	require.NoError(t, err)
	require.Len(t, runs, 1)
	run := runs[0]
	run.Started, run.Duration = time.Time{}, 0
	for i := range run.Scenarios {
		run.Scenarios[i].Duration = 0
		run.Scenarios[i].Detail = nil // which tells when each thing happened
		run.Scenarios[i].Reason = octets.ReplaceAllString(run.Scenarios[i].Reason, "length n")
	}
	return run
}

// itself puts mtalab into a folder, as bin/mtalab.
func itself(t *testing.T, folder string) {
	t.Helper()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "bin"), 0o700))
	script := fmt.Sprintf("#!/bin/sh\n%s=1 exec '%s' \"$@\"\n", mainVariable, os.Args[0])
	require.NoError(t, writeProgram(filepath.Join(folder, "bin", "mtalab"), []byte(script)))
}
