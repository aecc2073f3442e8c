package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mtalab/internal/mutation"
	"mtalab/internal/mutation/operators"
)

// Tests are those of one package, built with the mutants.
type Tests struct {
	Package string // below the module, such as "fakedns"
	Program string
	Folder  string // in which they run
	Jobs    int

	mu    sync.Mutex
	meets map[int][]string // mutant → tests that meet it
	took  map[string]time.Duration
}

// Survey runs each test alone with the original and notes which mutants it meets. One that fails by itself is left out.
func (t *Tests) Survey(ctx context.Context) error {
	t.meets, t.took = map[int][]string{}, map[string]time.Duration{}
	list := exec.CommandContext(ctx, t.Program, "-test.list", "^(Test|Example)")
	list.Dir = t.Folder
	output, err := list.Output()
	if err != nil {
		return fmt.Errorf("list the tests of %s: %w", t.Package, err)
	}
	return each(ctx, t.Jobs, strings.Fields(string(output)), func(test string) error {
		met := filepath.Join(filepath.Dir(t.Program), strings.ReplaceAll(t.Package, "/", "-")+"."+test+".met")
		started := time.Now()
		const patience = time.Minute
		failed, err := t.run(ctx, []string{test}, patience, mutation.TraceVariable+"="+met)
		if err != nil || failed != "" {
			return err
		}
		text, err := os.ReadFile(met)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read what %s met: %w", test, err)
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		t.took[test] = time.Since(started)
		for line := range bytes.Lines(text) {
			number, err := strconv.Atoi(string(bytes.TrimSpace(line)))
			if err != nil {
				return fmt.Errorf("read what %s met: %w", test, err)
			}
			t.meets[number] = append(t.meets[number], test)
		}
		return nil
	})
}

// Try runs the tests that meet a mutant, the quickest first, and returns one that fails; empty: none does.
func (t *Tests) Try(ctx context.Context, m operators.Mutant) (killer string, err error) {
	tests := slices.Clone(t.meets[m.Number])
	if m.AtStart {
		for test := range t.took {
			tests = append(tests, test)
		}
		slices.Sort(tests)
		tests = slices.Compact(tests)
	}
	if len(tests) == 0 {
		return "", nil
	}
	patience := 5 * time.Second
	for _, test := range tests {
		patience += 10 * t.took[test]
	}
	return t.run(ctx, tests, patience, mutation.Variable+"="+strconv.Itoa(m.Number))
}

// run runs tests and returns the first that fails, or what else went wrong with them.
func (t *Tests) run(ctx context.Context, tests []string, patience time.Duration, variable string) (failed string, err error) {
	ctx, stop := context.WithTimeout(ctx, patience+5*time.Second)
	defer stop()
	command := exec.CommandContext(ctx, t.Program, "-test.run", "^("+strings.Join(tests, "|")+")$", "-test.failfast",
		"-test.timeout", patience.String())
	command.Dir = t.Folder
	command.Env = append(os.Environ(), variable)
	command.WaitDelay = time.Second
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "", nil
	case !errors.As(err, &exit) && ctx.Err() == nil:
		return "", fmt.Errorf("run the tests of %s: %w", t.Package, err)
	}
	if found := failedTest.FindSubmatch(output); found != nil {
		return t.Package + " " + string(found[1]), nil
	}
	return t.Package + " " + tests[0] + " hangs or crashes", nil
}

var failedTest = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)

// TryTests tries what nothing has noticed with the tests of a package, which stands in a folder below the module.
func TryTests(ctx context.Context, workshop *Workshop, jobs int, path, below string, verdicts []Verdict) error {
	var left []*Verdict
	for i := range verdicts {
		if v := &verdicts[i]; v.By == Nobody {
			left = append(left, v)
		}
	}
	folder := filepath.Join(workshop.Root, filepath.FromSlash(below))
	found, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil || len(found) == 0 || len(left) == 0 {
		return err
	}
	program, built := workshop.tests[path]
	if !built {
		if program, err = workshop.BuildTests(strings.ReplaceAll(below, "/", "-")+".test", path); err != nil {
			return err
		}
		workshop.tests[path] = program
	}
	tests := &Tests{Package: below, Program: program, Folder: folder, Jobs: jobs}
	if err := tests.Survey(ctx); err != nil {
		return err
	}
	return each(ctx, jobs, left, func(v *Verdict) error {
		killer, err := tests.Try(ctx, v.Mutant)
		if killer != "" {
			v.Killer, v.How, v.By = killer, "fails", Test
		}
		return err
	})
}
