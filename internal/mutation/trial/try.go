package trial

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mtalab/internal/mutation"
	"mtalab/internal/mutation/operators"
)

// Try tries mutants with the scenarios that meet them. Others are not run: what does not meet a mutant does as the original does.
func (t *Trials) Try(ctx context.Context, mutants []operators.Mutant) ([]Verdict, error) {
	t.sign(mutants)
	verdicts := make([]Verdict, len(mutants))
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range mutants {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	jobs := make([]int, max(t.Jobs, 1))
	err := each(ctx, len(jobs), jobs, func(int) error {
		b := &bench{trials: t, ctx: ctx}
		defer b.clear()
		for i := range next {
			verdict, err := b.try(mutants[i])
			if err != nil {
				return fmt.Errorf("try %s: %w", mutants[i].Key(), err)
			}
			verdicts[i] = verdict
		}
		return nil
	})
	return verdicts, err
}

// bench is where one mutant after another is tried.
type bench struct {
	trials *Trials
	ctx    context.Context
	worker *worker
}

func (b *bench) clear() {
	if b.worker != nil {
		b.worker.end()
		b.worker = nil
	}
}

// errUnsteady says that the original, too, ended otherwise than the first time.
var errUnsteady = errors.New("the original itself ends otherwise")

func (b *bench) try(m operators.Mutant) (Verdict, error) {
	const mostTries = 3
	for range mostTries {
		verdict, err := b.tryOnce(m)
		if !errors.Is(err, errUnsteady) {
			return verdict, err
		}
		b.clear()
	}
	return Verdict{}, errUnsteady
}

const (
	otherRules = "cites other rules"
	hangs      = "hangs"
)

func (b *bench) tryOnce(m operators.Mutant) (Verdict, error) {
	verdict := Verdict{Mutant: m}
	if m.AtStart {
		b.clear()
		defer b.clear()
	}
	for _, part := range b.trials.plan(m) {
		verdict.Met += len(part)
		killer, how, err := b.run(m, part)
		if err != nil {
			return verdict, err
		}
		if how == "" {
			continue
		}
		if err := b.confirm(killer, how == hangs); err != nil {
			return verdict, err
		}
		if how == otherRules { // a scenario that turns red says more
			verdict.Killer, verdict.How, verdict.By = killer.String(), how, Citation
			continue
		}
		b.trials.remember(m, killer)
		verdict.Killer, verdict.How, verdict.By = killer.String(), how, Scenario
		return verdict, nil
	}
	return verdict, nil
}

// run runs cases of one subject with a mutant; how is empty if all end as with the original.
func (b *bench) run(m operators.Mutant, cases []Case) (killer Case, how string, err error) {
	w, err := b.ready(m)
	if err != nil {
		return Case{}, "", err
	}
	request := Request{Mutant: m.Number, Subject: cases[0].Subject}
	limit := b.trials.Floor
	expected := map[string]Ending{}
	endings := b.trials.endings(request.Subject)
	left := map[string]bool{}
	for _, c := range cases {
		limit = max(limit, 10*b.trials.took[c])
		expected[c.Place] = endings[c.Place]
		request.Expected = append(request.Expected, endings[c.Place])
		left[c.Place] = true
	}
	goroutines, err := w.ask(request, limit, func(a Answer) {
		delete(left, a.Place)
		switch want := expected[a.Place]; {
		case a.Status != want.Status && (how == "" || how == otherRules):
			killer, how = Case{request.Subject, a.Place}, a.Status
		case how == "" && !want.Equal(a.Ending):
			killer, how = Case{request.Subject, a.Place}, otherRules
		}
	})
	const most = 100
	if err != nil || goroutines > most {
		b.clear()
	}
	word := map[error]string{errHung: hangs, errCrashed: "crashes"}[err]
	if errors.Is(err, errRefused) {
		word = "breaks the run"
	}
	if (how == "" || how == otherRules) && word != "" {
		silent := slices.Collect(maps.Keys(left))
		if len(silent) == 0 {
			return Case{}, "", errUnsteady
		}
		return Case{request.Subject, slices.MinFunc(silent, inFiles)}, word, nil
	}
	if how != "" {
		err = nil
	}
	return killer, how, err
}

// inFiles compares places in the order in which they run: by their paths and lines.
func inFiles(a, b string) int {
	pathA, lineA, _ := strings.Cut(a, ":")
	pathB, lineB, _ := strings.Cut(b, ":")
	return cmp.Or(strings.Compare(pathA, pathB), cmp.Compare(len(lineA), len(lineB)), strings.Compare(lineA, lineB))
}

func (t *Trials) endings(subject string) map[string]Ending {
	byPlace := map[string]Ending{}
	for _, ending := range t.cases[subject] {
		byPlace[ending.Place] = ending
	}
	return byPlace
}

// ready is a worker for a mutant: a fresh one after many, as each may leave something behind.
func (b *bench) ready(m operators.Mutant) (*worker, error) {
	const mostMutants = 300
	if b.worker != nil && b.worker.tried > mostMutants {
		b.clear()
	}
	if b.worker == nil {
		atStart := mutation.Original
		if m.AtStart {
			atStart = m.Number
		}
		w, err := newWorker(b.ctx, b.trials.Program, atStart)
		if err != nil {
			return nil, err
		}
		b.worker = w
	}
	b.worker.tried++
	return b.worker, nil
}

// confirm runs a case with the original: it must end as it did at first, and well within the limit if that is what a mutant exceeded.
func (b *bench) confirm(c Case, inTime bool) error {
	if b.worker != nil && b.worker.command.Env[len(b.worker.command.Env)-1] != fmt.Sprintf("%s=%d", mutation.Variable, mutation.Original) {
		b.clear()
	}
	original := operators.Mutant{Number: mutation.Original}
	w, err := b.ready(original)
	if err != nil {
		return err
	}
	want := b.trials.endings(c.Subject)[c.Place]
	steady, started := false, time.Now()
	_, err = w.ask(Request{Mutant: mutation.Original, Subject: c.Subject, Expected: []Ending{want}}, max(10*time.Second, 10*b.trials.took[c]), func(a Answer) {
		steady = want.Equal(a.Ending)
	})
	if errors.Is(err, errHung) || errors.Is(err, errCrashed) || err == nil && !steady || inTime && time.Since(started) > b.trials.Floor/4 {
		return errUnsteady
	}
	return err
}
