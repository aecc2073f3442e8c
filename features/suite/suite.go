// Package suite runs scenarios against a sender or a receiver and makes the record of what became of each: those that come
// with mtalab, or anybody's. It also holds the world of one open, and asks what becomes of a message in it.
//
//	record, err := suite.Run(ctx, suite.Options{Sender: mine.Sender{}, Tags: "not @inferred"})
//	fmt.Println(record.Summary())
//
// The error says that nothing could be run; what failed is in the record.
package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"mtalab/internal/known"
	"mtalab/internal/namespace"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/internal/unbound"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/receivers"
	"mtalab/sim/senders"
	"mtalab/steps"
)

// Options say what to run and against whom.
type Options struct {
	// Sender is under test, or Receiver, or both: of each other's scenarios they support none.
	Sender   sim.Sender
	Receiver sim.Receiver
	// Files hold the features; nil: Shipped.
	Files fs.FS
	// Select picks files, folders and lines; none: every feature of Files.
	Select []text.Selection
	// Tags is a tag expression ("@ESA-70 and not @inferred"); empty: all.
	Tags string
	// Shard is the part of these scenarios that runs; the zero value: all.
	Shard result.Shard
	// Jobs is how many scenarios run at once; below 1: one.
	Jobs int
	// Shuffle runs the scenarios of each feature in the random order of this seed; 0: as written.
	Shuffle int64
	// OnScenario is told of each scenario as it ends, in the order of the files and, within one,
	// of running; from one goroutine at a time.
	OnScenario func(result.Scenario)
	// Details makes the record tell everything that a page shows.
	Details bool
	// Bound is how long one scenario may take by the wall clock; 0: as in steps.Laboratory.
	Bound time.Duration
	// Network makes the networks of the worlds; nil: Loopback. A namespace.Private may serve several.
	Network func() network.Network
	// Prepare, if set, may change each world after what its scenario gives and before it starts; from
	// several goroutines.
	Prepare func(*sim.World)
	// OnEntry, if set, is told of everything as it happens in the worlds, and SessionTimeout bounds a session with an
	// MTA, as in sim.Options.
	OnEntry        func(evidence.Entry)
	SessionTimeout time.Duration
	// OnWorld, if set, is shown the world of each scenario, closed but with its trail, before OnScenario
	// is told; from one goroutine at a time, in the order in which the scenarios end.
	OnWorld func(result.Scenario, *sim.Running)
	// Known lists the scenarios in which the sender is known to fail; nil: none is.
	Known *known.List
	// Withheld lets also run what is withheld of the sender: see known.Withheld.
	Withheld bool

	hold     func(context.Context, *sim.Running) // as in steps.Laboratory
	describe func(*sim.World)                    // likewise
}

// Run runs the selected scenarios and returns their record in the order of the files. An error means
// that nothing was run, ErrInput that the fault is the user's; but when ctx ends, no further scenario
// begins, and the error comes with the record of those that had begun; and files that cannot be read are left out, and told
// in an ErrInput beside the record of the others. A sender that is sim.Versioned is asked
// for its version once, before anything runs.
func Run(ctx context.Context, options Options) (result.Run, error) {
	chosen, err := options.choose()
	if err != nil {
		return result.Run{}, err
	}
	record, err := options.run(ctx, chosen)
	if err != nil {
		return record, err
	}
	return record, chosen.faults
}

func (o Options) run(ctx context.Context, chosen chosen) (result.Run, error) {
	documents := chosen.documents
	index := newIndex(documents)
	shard, err := o.shard()
	if err != nil {
		return result.Run{}, err
	}
	version, err := o.version(ctx)
	if err != nil {
		return result.Run{}, err
	}
	deviations, err := o.deviations(documents, version)
	if err != nil {
		return result.Run{}, err
	}
	collector := &collector{index: index, deviations: deviations, tell: o.OnScenario, show: o.OnWorld, ended: make([]*result.Scenario, len(index.order))}
	pool := namespace.Pool{Make: o.Network}
	laboratory := steps.Laboratory{
		Sender: o.Sender, Receiver: o.Receiver, Models: steps.Models{Senders: senders.Models(), Receivers: receivers.Models()}, Dialect: senders.Dialect(), Network: pool.Network,
		Prepare: o.Prepare, OnEntry: o.OnEntry, SessionTimeout: o.SessionTimeout, Bound: o.Bound, Hold: o.hold, Describe: o.describe, Done: collector.add,
	}
	var resolvers unbound.Pool
	if o.Sender != nil && !isModel(o.Sender) {
		laboratory.Resolver = &resolvers
	}
	if o.Details {
		collector.source = newSource(documents)
	}
	started := time.Now()
	suite := godog.TestSuite{
		Name:                "mtalab",
		ScenarioInitializer: laboratory.Initialize,
		Options: &godog.Options{
			Format:          quiet, // the record is made by collector
			Output:          io.Discard,
			NoColors:        true,
			Strict:          true,
			Concurrency:     o.Jobs,
			Randomize:       o.Shuffle,
			FeatureContents: contents(documents),
			DefaultContext:  ctx,
		},
	}
	if len(documents) > 0 { // without any, godog would run what lies in the folder "features" instead
		suite.Run()
	}
	if err := errors.Join(pool.Close(), resolvers.Close()); err != nil {
		return result.Run{}, fmt.Errorf("close the networks: %w", err)
	}
	record := result.Run{
		Sender:    o.Subject(),
		Version:   version,
		Features:  collector.features(),
		Started:   started,
		Duration:  time.Since(started),
		Shard:     shard,
		LeftOut:   chosen.leftOut,
		Scenarios: collector.scenarios(),
	}
	if ctx.Err() != nil {
		record.Scenarios = slices.DeleteFunc(record.Scenarios, func(s result.Scenario) bool { return s.Problem != nil && s.Problem.Text == neverRun })
		return record, fmt.Errorf("the run was interrupted: %w", context.Cause(ctx))
	}
	return record, nil
}

// isModel says whether a sender is part of this program, be it with a mistake: what it asks is answered by the name server of
// the world, who says itself what is secure. A program asks a resolver that is one too.
func isModel(sender sim.Sender) bool {
	entry, known := senders.Named(sender.Name())
	return known && entry.Kind != senders.Program
}

// Subject is whom a run is about: the sender by its name, or else the receiver, as "receiver-postfix".
func (o Options) Subject() string {
	switch {
	case o.Sender != nil:
		return o.Sender.Name()
	case o.Receiver != nil:
		return "receiver-" + o.Receiver.Name()
	}
	return ""
}

func (o Options) version(ctx context.Context) (string, error) {
	versioned, ok := o.Sender.(sim.Versioned)
	if o.Sender == nil {
		versioned, ok = o.Receiver.(sim.Versioned)
	}
	if !ok {
		return "", nil
	}
	version, err := versioned.Version(ctx)
	if err != nil {
		return "", fmt.Errorf("the version of %s: %w", o.Subject(), err)
	}
	return version, nil
}

func contents(documents []text.Document) []godog.Feature {
	var all []godog.Feature
	for _, document := range documents {
		all = append(all, godog.Feature{Name: document.Path, Contents: document.Content})
	}
	return all
}

// collector makes the record of a run out of what the scenarios report.
type collector struct {
	index      *index
	deviations deviations
	source     *source // what the files say, if details are wanted
	tell       func(result.Scenario)
	show       func(result.Scenario, *sim.Running)

	mu    sync.Mutex
	ended []*result.Scenario // by position; nil: not yet
	told  int                // how many were told: all before the first that is still running
}

func (c *collector) add(played steps.Result) {
	position, scenario := c.index.describe(played.Scenario)
	scenario.Status = played.Status
	scenario.Duration = played.Duration
	scenario.Reason = played.Reason
	scenario.Story = played.Story
	scenario.Notes = played.Notes
	for _, choice := range played.Choices {
		scenario.Choices = append(scenario.Choices, result.Choice(choice))
	}
	for _, fate := range played.Fates {
		scenario.Fates = append(scenario.Fates, string(fate))
	}
	if played.Err != nil {
		scenario.Problem = &result.Problem{Text: played.Err.Error(), Line: scenario.Line}
		if played.Step != nil {
			scenario.Problem.Step = played.Step.Text
			scenario.Problem.Line = c.index.line(played.Step)
		}
	}
	scenario = c.deviations.judge(scenario)
	if c.source != nil {
		scenario.Detail = c.source.detail(played, scenario.Status)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended[position] = &scenario
	if c.show != nil {
		c.show(scenario, played.Running)
	}
	for ; c.told < len(c.ended) && c.ended[c.told] != nil; c.told++ {
		if c.tell != nil {
			c.tell(*c.ended[c.told])
		}
	}
}

// features are the files, if details are wanted.
func (c *collector) features() []result.Feature {
	if c.source == nil {
		return nil
	}
	return c.source.features
}

// neverRun is what is wrong with a scenario of which nothing was heard.
const neverRun = "it was never run"

// scenarios are the records in order.
func (c *collector) scenarios() []result.Scenario {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make([]result.Scenario, len(c.ended))
	for _, pickle := range c.index.pickles {
		position, scenario := c.index.describe(pickle)
		if ended := c.ended[position]; ended != nil {
			scenario = *ended
		} else {
			scenario.Status, scenario.Problem = result.Broken, &result.Problem{Line: scenario.Line, Text: neverRun}
		}
		all[position] = scenario
	}
	return all
}
