package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim/senders/esa"
)

// many is how many scenarios make a suite of one user.
const many = 1000

// suite measures many scenarios at once: a thousand of ten steps, and all that come with mtalab.
func shipped(ctx context.Context, b *bench) (table, error) {
	t := table{
		title:   "Many scenarios",
		about:   fmt.Sprintf("In memory, with as many jobs as cores. The floor of the first row is %d F, one after the other.", many),
		columns: []string{"what", "floor", "it takes", "ratio", "goal", "verdict"},
	}
	found, err := thousand(ctx, b)
	if err != nil {
		return t, err
	}
	want, verdict := atMost(1.75).judge(found.ratio)
	t.add(fmt.Sprintf("%d scenarios with Gherkin, 10 steps", many), short(found.floor), short(found.subject), ratio(found.ratio), want, verdict)

	shipped, err := onOneAndAll(ctx)
	if err != nil {
		return t, err
	}
	want, verdict = atMost(0.6).judge(shipped.ratio)
	t.add(fmt.Sprintf("all shipped, %d cores against one", runtime.GOMAXPROCS(0)),
		short(shipped.floor), short(shipped.subject), ratio(shipped.ratio), want, verdict)
	return t, nil
}

// rounds is how often what takes a second or more is measured.
const rounds = 3

// thousand compares many scenarios in one run with as many F, half of them before and half after.
func thousand(ctx context.Context, b *bench) (comparison, error) {
	copied, remove, err := copies(tenSteps, "ten_steps.feature", many)
	if err != nil {
		return comparison{}, err
	}
	defer remove()
	options := suite.Options{Files: copied, Sender: esa.Sender{}, Network: inMemory, Jobs: runtime.GOMAXPROCS(0)}
	half := func() error {
		for range many / 2 {
			if err := b.floor.deliver(); err != nil {
				return err
			}
		}
		return nil
	}
	return inRounds(half, func() error { return allPass(ctx, options, many) })
}

// inRounds compares a subject with a floor of two halves around it.
func inRounds(half, subject func() error) (comparison, error) {
	var floors, subjects []time.Duration
	var ratios []float64
	for range rounds {
		before, err := timed(half)
		if err != nil {
			return comparison{}, err
		}
		took, err := timed(subject)
		if err != nil {
			return comparison{}, err
		}
		after, err := timed(half)
		if err != nil {
			return comparison{}, err
		}
		floors, subjects = append(floors, before+after), append(subjects, took)
		ratios = append(ratios, float64(took)/float64(before+after))
	}
	return comparison{median(floors), median(subjects), median(ratios)}, nil
}

func timed(do func() error) (time.Duration, error) {
	began := time.Now()
	err := do()
	return time.Since(began), err
}

// copies is a folder of features with so many copies of the only scenario of one.
func copies(from embed.FS, name string, n int) (files fs.FS, remove func(), err error) {
	const perFile = 50
	text, err := from.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	folder, err := os.MkdirTemp("", "mtalab-bench-")
	if err != nil {
		return nil, nil, err
	}
	remove = func() { _ = os.RemoveAll(folder) }
	head, scenario, _ := bytes.Cut(text, []byte("\n\n"))
	for first := 0; first < n; first += perFile {
		feature := bytes.Clone(head)
		for range min(perFile, n-first) {
			feature = append(append(feature, "\n\n"...), scenario...)
		}
		file := filepath.Join(folder, fmt.Sprintf("%06d.feature", first))
		if err := os.WriteFile(file, feature, 0o644); err != nil {
			remove()
			return nil, nil, err
		}
	}
	return os.DirFS(folder), remove, nil
}

// onOneAndAll runs all shipped scenarios on one core and on all, in turns.
func onOneAndAll(ctx context.Context) (comparison, error) {
	cores := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(cores)
	all := func(jobs int) (time.Duration, error) {
		runtime.GOMAXPROCS(jobs)
		record, err := suite.Run(ctx, suite.Options{Sender: esa.Sender{}, Network: inMemory, Jobs: jobs})
		if err == nil && record.Count(result.Failed)+record.Count(result.Broken) > 0 {
			err = fmt.Errorf("not all shipped scenarios pass: %s", record.Summary())
		}
		return record.Duration, err
	}
	var ones, twos []time.Duration
	var ratios []float64
	for range 2 { // it takes long
		one, err := all(1)
		if err != nil {
			return comparison{}, err
		}
		two, err := all(cores)
		if err != nil {
			return comparison{}, err
		}
		ones, twos, ratios = append(ones, one), append(twos, two), append(ratios, float64(two)/float64(one))
	}
	return comparison{median(ones), median(twos), median(ratios)}, nil
}
