// Package trial tries mutants: worker processes run the scenarios that meet one until a scenario ends otherwise than it does
// with the original, and what no scenario notices is put to the tests of packages.
package trial

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"

	"mtalab/internal/mutation"
)

// Case is a scenario with whom it is run against.
type Case struct {
	Subject string // "esa", "faulty=plaintext-after-220"
	Place   string // "esa/verify.feature:25"
}

func (c Case) String() string { return c.Place + " with " + c.Subject }

// Request asks a worker to run scenarios with one mutant, until one turns red that should not, or the other way round.
type Request struct {
	Mutant  int
	Subject string
	// Expected are the scenarios and how they end; none: all that the worker has for the subject, and nothing is expected.
	Expected []Ending
	Trace    bool // what is met is to be told
}

// Ending is how a scenario ends.
type Ending struct {
	Place  string
	Status string
	Cited  []string // the rules of its tags that its trail cites
}

// Answer tells of a scenario that ended, or that the request is done.
type Answer struct {
	Ending
	Milliseconds float64
	Met          []int
	Done         bool
	Goroutines   int    // that are left when it is done
	Error        string // why nothing could be run
}

// Lab runs scenarios for a worker. It tells of each as it ends; once tell says false it is to stop.
type Lab func(request Request, tell func(Answer) bool) error

// Serve answers requests, one a line, until there are no more.
func Serve(in io.Reader, out io.Writer, lab Lab) error {
	requests, answers := json.NewDecoder(bufio.NewReader(in)), json.NewEncoder(out)
	for {
		var request Request
		if err := requests.Decode(&request); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a request: %w", err)
		}
		done := Answer{Done: true}
		if err := serve(request, answers, lab); err != nil {
			done.Error = err.Error()
		}
		done.Goroutines = runtime.NumGoroutine()
		if err := answers.Encode(done); err != nil {
			return fmt.Errorf("answer a request: %w", err)
		}
	}
}

func serve(request Request, answers *json.Encoder, lab Lab) error {
	expected := map[string]Ending{}
	for _, ending := range request.Expected {
		expected[ending.Place] = ending
	}
	mutation.Choose(request.Mutant)
	defer mutation.Choose(mutation.Original)
	defer mutation.End()
	var trace *mutation.Trace
	if request.Trace {
		trace = mutation.Begin()
	}
	return lab(request, func(a Answer) bool {
		if trace != nil {
			a.Met = trace.Met()
			trace = mutation.Begin()
		}
		if err := answers.Encode(a); err != nil {
			return false
		}
		want, known := expected[a.Place]
		return !known || want.Status == a.Status
	})
}

// Equal says whether a scenario ended as another time, by the rules that are cited too.
func (e Ending) Equal(other Ending) bool {
	return e.Status == other.Status && slices.Equal(e.Cited, other.Cited)
}
