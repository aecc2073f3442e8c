package trial

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"mtalab/internal/mutation"
	"mtalab/internal/mutation/operators"
)

// Notice is what noticed a mutant.
type Notice int

// A mutant is noticed by a scenario that turns red, or by one that stays green and cites another rule than that of its tags, or by
// a test alone.
const (
	Nobody Notice = iota
	Scenario
	Citation
	Test
)

// Verdict is what became of a mutant.
type Verdict struct {
	Mutant operators.Mutant
	Killer string // what noticed it: a scenario, or a test; empty: nothing did
	How    string // "failed", "hangs", "crashes", "cites other rules", "a test fails"
	By     Notice
	Met    int // how many scenarios meet it
}

// Trials tries mutants with scenarios.
type Trials struct {
	Program  string   // the worker
	Subjects []string // whom scenarios are run against; those of the first go first
	Jobs     int
	Floor    time.Duration // how long a scenario may take at least
	// PerKind is how many cases are tried of those that meet the same mutants of a function; 0: all.
	PerKind int
	// Counts, if set, says whether a scenario is tried for a subject at all, by how it ends with the original.
	Counts func(subject string, ending Ending) bool

	cases   map[string][]Ending // by subject
	took    map[Case]time.Duration
	meets   map[int]map[string][]int // mutant → subject → positions in cases
	mu      sync.Mutex
	killers map[string][]Case // by function: what killed others of it, the latest first
	// signatures are, by function, which of its mutants each case meets.
	signatures map[string]map[Case]string
}

// Survey runs every scenario with the original and notes which mutants it meets.
func (t *Trials) Survey(ctx context.Context) error {
	t.cases, t.took = map[string][]Ending{}, map[Case]time.Duration{}
	t.meets, t.killers = map[int]map[string][]int{}, map[string][]Case{}
	return each(ctx, t.Jobs, t.Subjects, func(subject string) error {
		w, err := newWorker(ctx, t.Program, mutation.Original)
		if err != nil {
			return err
		}
		defer w.end()
		_, err = w.ask(Request{Mutant: mutation.Original, Subject: subject, Trace: true}, time.Minute, func(a Answer) {
			t.mu.Lock()
			defer t.mu.Unlock()
			if t.Counts != nil && !t.Counts(subject, a.Ending) {
				return
			}
			t.took[Case{subject, a.Place}] = time.Duration(a.Milliseconds * float64(time.Millisecond))
			for _, number := range a.Met {
				if t.meets[number] == nil {
					t.meets[number] = map[string][]int{}
				}
				t.meets[number][subject] = append(t.meets[number][subject], len(t.cases[subject]))
			}
			t.cases[subject] = append(t.cases[subject], a.Ending)
		})
		if err != nil {
			return fmt.Errorf("run the scenarios of %s with the original: %w", subject, err)
		}
		return nil
	})
}

// Cases is how many scenarios there are, over all subjects.
func (t *Trials) Cases() int {
	n := 0
	for _, cases := range t.cases {
		n += len(cases)
	}
	return n
}

// each does something for all of a list, some at once, and returns what went wrong.
func each[T any](ctx context.Context, jobs int, list []T, do func(T) error) error {
	places := make(chan struct{}, max(jobs, 1))
	var done sync.WaitGroup
	var mu sync.Mutex
	var wrong []error
	for _, item := range list {
		places <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		done.Go(func() {
			defer func() { <-places }()
			if err := do(item); err != nil {
				mu.Lock()
				defer mu.Unlock()
				wrong = append(wrong, err)
			}
		})
	}
	done.Wait()
	return errors.Join(append(wrong, ctx.Err())...)
}

// plan is the cases that meet a mutant, in the order in which they are tried: what killed others of the function, then one after another
// of each kind, and the rest.
func (t *Trials) plan(m operators.Mutant) [][]Case {
	groups := t.kinds(m)
	t.mu.Lock()
	killers := slices.Clone(t.killers[functionOf(m)])
	t.mu.Unlock()
	meets := map[Case]bool{}
	for _, group := range groups {
		for _, c := range group {
			meets[c] = true
		}
	}
	killers = slices.DeleteFunc(killers, func(c Case) bool { return !meets[c] })
	taken := map[Case]bool{}
	for _, c := range killers {
		taken[c] = true
	}
	var some, rest []Case
	const enough = 16
	for round := 0; len(groups) > 0; round++ {
		groups = slices.DeleteFunc(groups, func(group []Case) bool {
			return round >= len(group) || t.PerKind > 0 && round >= t.PerKind
		})
		for _, group := range groups {
			switch c := group[round]; {
			case taken[c]:
			case len(some) < enough:
				some = append(some, c)
			default:
				rest = append(rest, c)
			}
		}
	}
	return slices.Concat(bySubject(killers), bySubject(some), bySubject(rest))
}

// kinds are the cases that meet a mutant. Those of one kind meet the same mutants of its function, and are spread over all.
func (t *Trials) kinds(m operators.Mutant) [][]Case {
	if m.AtStart { // each case may depend on it
		var all [][]Case
		for _, subject := range t.Subjects {
			var group []Case
			for _, ending := range t.cases[subject] {
				group = append(group, Case{subject, ending.Place})
			}
			all = append(all, group)
		}
		return all
	}
	index := map[string]int{}
	var groups [][]Case
	for _, subject := range t.Subjects {
		for _, i := range t.meets[m.Number][subject] {
			c := Case{subject, t.cases[subject][i].Place}
			kind := subject + t.signatures[functionOf(m)][c]
			at, known := index[kind]
			if !known {
				at = len(groups)
				index[kind] = at
				groups = append(groups, nil)
			}
			groups[at] = append(groups[at], c)
		}
	}
	for _, group := range groups {
		spread(group)
	}
	return groups
}

// spread puts a list into an order in which neighbours come from far apart, always the same.
func spread[T any](list []T) {
	random := rand.New(rand.NewPCG(1, uint64(len(list))))
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// sign notes for each function which of its mutants each case meets.
func (t *Trials) sign(mutants []operators.Mutant) {
	t.signatures = map[string]map[Case]string{}
	for _, m := range mutants {
		function := functionOf(m)
		if t.signatures[function] == nil {
			t.signatures[function] = map[Case]string{}
		}
		for subject, positions := range t.meets[m.Number] {
			for _, i := range positions {
				c := Case{subject, t.cases[subject][i].Place}
				t.signatures[function][c] += "," + strconv.Itoa(m.Number)
			}
		}
	}
}

func functionOf(m operators.Mutant) string { return m.Package + " " + m.Function }

// bySubject splits cases so that each part has one subject.
func bySubject(cases []Case) [][]Case {
	var parts [][]Case
	index := map[string]int{}
	for _, c := range cases {
		i, known := index[c.Subject]
		if !known {
			i = len(parts)
			index[c.Subject] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], c)
	}
	return parts
}

func (t *Trials) remember(m operators.Mutant, killer Case) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const most = 8
	key := functionOf(m)
	list := slices.DeleteFunc(t.killers[key], func(c Case) bool { return c == killer })
	list = append([]Case{killer}, list...)
	t.killers[key] = list[:min(len(list), most)]
}
