// Package mutation is the switch by which code that was rewritten by operators does one thing otherwise: a process
// holds many mutants, and does as the one that is chosen says, or as it was written. Nothing in mtalab imports it but
// code that package operators rewrote.
//
// Each function takes the number of a mutant, or of the first of several, beside what stands in the source. A mutant
// is met where it would make a difference at once: the value that it has there is another one than that of the source.
package mutation

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
)

// Variable is the environment variable that chooses a mutant before anything is initialised, and TraceVariable the one that names a
// file to which the numbers of the mutants are appended that are met, each once and on a line of its own.
const (
	Variable      = "MTALAB_MUTANT"
	TraceVariable = "MTALAB_MUTANTS_MET"
)

// Original is the number of no mutant.
const Original = -1

var (
	chosen atomic.Int64
	trace  atomic.Pointer[Trace]
)

func init() {
	chosen.Store(Original)
	if number, err := strconv.Atoi(os.Getenv(Variable)); err == nil {
		chosen.Store(int64(number))
	}
	if path := os.Getenv(TraceVariable); path != "" {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			panic(fmt.Sprintf("mutation: open the file of %s: %v", TraceVariable, err))
		}
		trace.Store(&Trace{onFirst: func(number int) { fmt.Fprintln(file, number) }})
	}
}

// Choose makes the process do as a mutant from now on.
func Choose(number int) { chosen.Store(int64(number)) }

// Trace is which mutants were met.
type Trace struct {
	met     sync.Map // number → nothing
	onFirst func(number int)
}

// Begin notes which mutants are met from now on, in place of what was noted before.
func Begin() *Trace {
	t := new(Trace)
	trace.Store(t)
	return t
}

// End stops noting.
func End() { trace.Store(nil) }

// Met are the numbers of those that were met, in no order.
func (t *Trace) Met() []int {
	var numbers []int
	t.met.Range(func(number, _ any) bool {
		numbers = append(numbers, number.(int))
		return true
	})
	return numbers
}

func (t *Trace) note(number int) {
	if _, again := t.met.LoadOrStore(number, struct{}{}); !again && t.onFirst != nil {
		t.onFirst(number)
	}
}

// On says whether a mutant is chosen, and that it is met.
func On(number int) bool {
	if t := trace.Load(); t != nil {
		t.note(number)
	}
	return chosen.Load() == int64(number)
}

// Off is the contrary of On.
func Off(number int) bool { return !On(number) }
