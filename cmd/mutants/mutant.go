package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// mutant is one small fault.
type mutant struct {
	name       string
	file       string // below the module's root
	old, new   string // what is replaced: it stands in the file exactly once
	equivalent string // why no scenario can notice; empty: one must
}

// parse reads the table: blocks of lines with blank lines between. A block names the fault, then the
// file ("in …"), the text that is replaced ("- …") and what stands there instead ("+ …"), and, for a
// fault that nobody can notice, why ("equivalent: …").
func parse(table string) ([]mutant, error) {
	var mutants []mutant
	seen := map[string]bool{}
	for block := range strings.SplitSeq(strings.TrimSpace(table), "\n\n") {
		var m mutant
		var before, after []string
		for line := range strings.Lines(block) {
			line = strings.TrimSuffix(line, "\n")
			switch {
			case strings.HasPrefix(line, "#"):
			case strings.HasPrefix(line, "in "):
				m.file = line[len("in "):]
			case strings.HasPrefix(line, "- "), line == "-":
				before = append(before, strings.TrimPrefix(line[1:], " "))
			case strings.HasPrefix(line, "+ "), line == "+":
				after = append(after, strings.TrimPrefix(line[1:], " "))
			case strings.HasPrefix(line, "equivalent: "):
				m.equivalent = line[len("equivalent: "):]
			case m.name == "":
				m.name = line
			default:
				return nil, fmt.Errorf("mutants.txt: %q: want a line that begins with in, -, + or equivalent", line)
			}
		}
		m.old, m.new = strings.Join(before, "\n"), strings.Join(after, "\n")
		if m == (mutant{}) {
			continue // a block of comments
		}
		if m.name == "" || m.file == "" || m.old == "" || m.old == m.new {
			return nil, fmt.Errorf("mutants.txt: %q: want a name, a file, what is replaced and by what", block)
		}
		if seen[m.name] {
			return nil, fmt.Errorf("mutants.txt: two mutants are called %q", m.name)
		}
		seen[m.name] = true
		mutants = append(mutants, m)
	}
	return mutants, nil
}

// try builds the mutant, runs every scenario against it and returns those that turned red.
func (m mutant) try(ctx context.Context, workshop string) ([]string, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(root, m.file)
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read what is to be broken: %w", err)
	}
	if n := strings.Count(string(source), m.old); n != 1 {
		return nil, fmt.Errorf("what is replaced stands %d times in %s, and not once", n, m.file)
	}
	place, err := os.MkdirTemp(workshop, "mutant-")
	if err != nil {
		return nil, err
	}
	broken := filepath.Join(place, "broken.go")
	if err := os.WriteFile(broken, []byte(strings.Replace(string(source), m.old, m.new, 1)), 0o600); err != nil {
		return nil, err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {path: broken}})
	if err != nil {
		return nil, err
	}
	overlayFile := filepath.Join(place, "overlay.json")
	if err := os.WriteFile(overlayFile, overlay, 0o600); err != nil {
		return nil, err
	}
	return buildAndRun(ctx, root, place, "-overlay", overlayFile)
}

// original runs every scenario against the code as it is.
func original(ctx context.Context, workshop string) ([]string, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	return buildAndRun(ctx, root, workshop)
}

// buildAndRun builds mtalab into a folder and returns the scenarios that do not pass. A scenario that
// hangs is stopped and counts.
func buildAndRun(ctx context.Context, root, folder string, flags ...string) ([]string, error) {
	program := filepath.Join(folder, "mtalab")
	build := exec.CommandContext(ctx, "go", append(append([]string{"build"}, flags...), "-o", program, "./cmd/mtalab")...)
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w: %s", err, output)
	}
	defer os.Remove(program)
	// EH-10 costs as much as a quarter of all others and finds nothing that they do not.
	run := exec.CommandContext(ctx, program, "run", "--quiet", "--timeout", "60s", "--tags", "not @EH-10")
	var output bytes.Buffer
	run.Stdout, run.Stderr = &output, &output
	err := run.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, fmt.Errorf("run the scenarios: %w", err)
	}
	var red []string
	for _, found := range redLine.FindAllStringSubmatch(output.String(), -1) {
		red = append(red, found[1])
	}
	if err != nil && len(red) == 0 {
		return []string{"the program itself: " + lastLine(output.String())}, nil
	}
	return red, nil
}

// redLine is a line of the summary of mtalab run.
var redLine = regexp.MustCompile(`(?m)^  (?:failed|broken): (.*)$`)

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

func moduleRoot() (string, error) {
	output, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find the module's root: %w", err)
	}
	return strings.TrimSpace(string(output)), nil
}
