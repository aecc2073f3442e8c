// Package steps is the language of the features: every phrase, what it means, and the call on a world
// that it stands for.
package steps

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/cucumber/godog"

	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
)

// Laboratory runs scenarios against a sender.
type Laboratory struct {
	Sender sim.Sender
	// Receiver is under test where scenarios are for an MTA that listens; nil: they are not supported. So
	// are the others without a Sender.
	Receiver sim.Receiver
	// Models are those that a scenario may say it is about: where Sender is one of them, the one that the
	// scenario names takes its place, and so for Receiver.
	Models Models
	// Dialect words TLS settings, tables of them and routes, and what a listener does.
	Dialect policy.Dialect
	// Network makes the network of each world; nil: Loopback.
	Network func() network.Network
	// Resolver stands between the sender and the name server, as in sim.Options.
	Resolver sim.Resolver
	// Bound is how long one scenario may take by the wall clock; default one minute.
	Bound time.Duration
	// OnEntry, if set, is told of everything as it happens in the worlds.
	OnEntry func(evidence.Entry)
	// SessionTimeout bounds a session with an MTA of the world by the wall clock; 0: as fakemta.Server has it.
	SessionTimeout time.Duration
	// Prepare, if set, may change each world after what its scenario gives and before it starts; from
	// several goroutines.
	Prepare func(*sim.World)
	// Describe, if set, is called with each world in place of the first When and of all behind it; nothing starts.
	Describe func(*sim.World)
	// Hold, if set, is called with each world once it has started, in place of the first When and of
	// all behind it.
	Hold func(context.Context, *sim.Running)
	// Done is told how each scenario ended; from several goroutines.
	Done func(Result)
}

// Models are senders and receivers that are no programs, so that one may stand in for another.
type Models struct {
	Senders   []sim.Sender
	Receivers []sim.Receiver
}

// Result is how one scenario ended.
type Result struct {
	Scenario *godog.Scenario
	Status   result.Status
	Fates    []evidence.Fate
	Reason   string          // the sender's reason for the latest fate
	Err      error           // why it did not pass
	Step     *godog.Step     // where
	Steps    []time.Duration // how long each step took, up to the one at which it ended
	Duration time.Duration
	Story    string
	Notes    []string // what was not observable, and what never came into play
	Choices  []Choice // what the sender did where several outcomes are sound, in the order of the steps
	World    *sim.World
	// What ran of it, closed, with its trail: one of the two, or neither, and the other is empty.
	Running   *sim.Running
	Listening *sim.Listening
}

// Trail is what happened.
func (r Result) Trail() *sim.Trail {
	if r.Listening.Trail != nil {
		return r.Listening.Trail
	}
	return r.Running.Trail
}

// Initialize is godog's ScenarioInitializer: it makes the state of one scenario and registers, of the
// vocabulary, what its steps say.
func (l Laboratory) Initialize(sc *godog.ScenarioContext) {
	s := &scenario{laboratory: l, world: new(sim.World), running: new(sim.Running), listening: new(sim.Listening), recovered: map[*sim.MTA]bool{}, healed: map[*sim.MTA]bool{}}
	sc.Before(func(ctx context.Context, pickle *godog.Scenario) (context.Context, error) {
		s.all = pickle.Steps
		s.register(sc, pickle.Steps)
		return ctx, nil
	})
	sc.Before(s.begin)
	sc.StepContext().Before(s.beforeStep)
	sc.StepContext().After(s.afterStep)
	sc.After(s.end)
}

// scenario is the state of one scenario: there is no other.
type scenario struct {
	laboratory Laboratory
	began      time.Time
	world      *sim.World     // as given so far
	running    *sim.Running   // once a sender is at work
	listening  *sim.Listening // once a receiver is
	checking   bool           // only the text is looked at
	sends      bool
	listens    bool
	tickets    tickets         // that clients were given
	injects    bool            // the client was told to send text as it stands
	bounded    context.Context // of the scenario
	named      bool            // the scenario has said who the sender is
	refused    error           // what the sender said to its configuration
	stated     bool            // a Then has said what became of the message
	owed       []string        // recipients of the latest message of whom none has
	latestTo   []string        // all of them
	domains    []string        // that were written to
	choices    []Choice
	entries    map[string]int // the places of the first destinations, by the names of them
	entered    int            // how many those are
	deviations []deviation
	recovered  map[*sim.MTA]bool
	healed     map[*sim.MTA]bool               // to which connections work again
	recipients int                             // of all messages
	introduced map[netip.Addr]*sim.Certificate // what an MTA was given first
	said       map[string]string               // of what only one thing can be said → the step that says it
	forgedAt   map[string]*godog.Step          // which says that answers about a name are forged
	tlsaAt     map[sim.TLSA]*godog.Step        // which says that there is a TLSA record
	problem    error                           // the first thing that went wrong
	step       *godog.Step                     // where
	current    *godog.Step                     // what is being done, for phrases that take a table or a text
	all        []*godog.Step
	placed     map[*sim.MTA]*godog.Step // which says that there is an MTA
	steps      []time.Duration
	latest     time.Time // when the latest step ended
	everyOrder bool      // it is to hold for every order among equals
	order      int64     // the seed of the one at hand
	seeded     bool      // a step gives a seed
	cancel     context.CancelFunc
	cancelled  bool // before it began
}

func (s *scenario) begin(ctx context.Context, _ *godog.Scenario) (context.Context, error) {
	s.began = time.Now()
	s.latest = s.began
	s.bounded = ctx
	if err := context.Cause(ctx); err != nil {
		s.cancelled = true
		return ctx, err
	}
	bound := s.laboratory.Bound
	if bound == 0 {
		bound = time.Minute
	}
	ctx, s.cancel = context.WithTimeoutCause(ctx, bound, fmt.Errorf("the scenario took longer than %s", bound))
	s.bounded = ctx
	s.world.Instant = s.began
	return ctx, nil
}

func (s *scenario) beforeStep(ctx context.Context, step *godog.Step) (context.Context, error) {
	s.current = step
	return s.ofScenario(ctx), nil
}

// ofScenario is the context that all steps have in common. The one of godog grows with each step.
func (s *scenario) ofScenario(ctx context.Context) context.Context {
	if s.bounded == nil {
		return ctx
	}
	return s.bounded
}

// afterStep remembers the first thing that went wrong, and where: godog wraps it on its way to end.
func (s *scenario) afterStep(ctx context.Context, step *godog.Step, status godog.StepResultStatus, err error) (context.Context, error) {
	if s.problem != nil {
		return s.ofScenario(ctx), nil
	}
	now := time.Now()
	s.steps = append(s.steps, now.Sub(s.latest))
	s.latest = now
	if err == nil {
		return s.ofScenario(ctx), nil
	}
	s.problem, s.step = err, step
	if other := (elsewhere{}); errors.As(err, &other) {
		s.step = other.step
	}
	if status == godog.StepUndefined {
		s.problem = unknown(step)
	}
	return s.ofScenario(ctx), nil
}

// end closes the world and reports. What nobody asserted fails.
func (s *scenario) end(ctx context.Context, pickle *godog.Scenario, err error) (context.Context, error) {
	if s.cancelled {
		return ctx, nil
	}
	if s.problem == nil {
		s.problem = err
	}
	if s.problem == nil && (s.laboratory.Hold != nil || s.laboratory.Describe != nil) {
		s.problem = s.run(ctx) // there is no When
	}
	if s.problem == nil {
		s.problem = s.unsaid()
	}
	if s.problem == nil {
		s.problem = s.inOtherOrders(s.bounded)
	}
	s.cancel()
	notes := s.notes()
	if closing := errors.Join(s.running.Close(), s.listening.Close()); closing != nil && s.problem == nil {
		s.problem = fmt.Errorf("close the world: %w", closing)
	}
	ended := Result{
		Scenario: pickle,
		Status:   statusOf(s.problem),
		Err:      s.problem,
		Step:     s.step,
		Steps:    s.steps,
		Duration: time.Since(s.began),
		Story:    s.trail().String(),
		Notes:    notes,
		Choices:  s.choices,
		World:    s.world,
		Running:  s.running, Listening: s.listening,
	}
	for _, outcome := range s.running.Outcomes() {
		ended.Fates = append(ended.Fates, outcome.Fate)
		ended.Reason = outcome.Reason
	}
	if s.listens {
		ended.Reason = s.lastWord()
	}
	if s.laboratory.Done != nil {
		s.laboratory.Done(ended)
	}
	s.world, s.running, s.listening = nil, nil, nil // godog keeps the steps of every scenario of a run, and so the scenario
	if err == nil && ended.Status != result.NotSupported {
		return ctx, s.problem
	}
	return ctx, nil
}

// unsaid is what the scenario should have said of the latest message, and did not.
func (s *scenario) unsaid() error {
	switch {
	case !s.stated:
		return errUnsaid
	case len(s.owed) > 0:
		return fmt.Errorf("%w for %s", errUnsaid, strings.Join(s.owed, ", "))
	}
	return nil
}

// notObservable is how a note in the trail begins that says so; see sim.Running.Unobservable.
const notObservable = "not observable with "

// notes are what was not observable, and what never came into play, each once.
func (s *scenario) notes() []string {
	var all []string
	for _, note := range sim.Of[evidence.Note](s.trail()) {
		if strings.HasPrefix(note.Text, notObservable) && !slices.Contains(all, note.Text) {
			all = append(all, note.Text)
		}
	}
	return append(all, s.unmet()...)
}
