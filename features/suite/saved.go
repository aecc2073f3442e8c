package suite

import (
	"context"
	"errors"
	"math"
	"strings"

	"mtalab/internal/files"
	"mtalab/internal/names"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Saved is a world in a file, as mtalab world prints it. No scenario runs in it: it states no Then.
type Saved struct {
	Path    string
	content []byte
}

// IsSaved says whether a path is that of a saved world.
func IsSaved(path string) bool { return strings.HasSuffix(path, ".json") }

// longestSaved bounds a saved world: some twenty times that of ten thousand records.
const longestSaved = 64 << 20

// LoadSaved reads a saved world. ErrInput says that the fault is in the file, and where.
func LoadSaved(path string) (Saved, error) {
	content, err := files.Read(path)
	if err != nil {
		return Saved{}, text.Input("%w", err)
	}
	if len(content) > longestSaved {
		return Saved{}, text.Input("%s: %d bytes: want at most %d", path, len(content), longestSaved)
	}
	saved := Saved{path, content}
	_, err = saved.world()
	return saved, err
}

// world is a copy of its own.
func (s Saved) world() (*sim.World, error) {
	world, err := sim.Decode(s.content)
	if err != nil {
		return nil, text.Input("%s: %w", s.Path, err)
	}
	return world, nil
}

// Hold is as the function Hold.
func (s Saved) Hold(ctx context.Context, options Options, hold func(context.Context, result.Scenario, *sim.Running, sim.Env) error) error {
	if options.Sender == nil {
		options.Sender = nobody{}
	}
	resident := &resident{Sender: options.Sender}
	return s.run(ctx, options, resident, nil, func(ctx context.Context, running *sim.Running) error {
		return hold(ctx, result.Scenario{Path: s.Path, Line: 1, Name: "a saved world"}, running, resident.env)
	})
}

// Ask is as the function Ask.
func (s Saved) Ask(ctx context.Context, options Options, question Question) error {
	_, domain, err := names.Mailbox(question.Recipient)
	if err != nil {
		return text.Input("recipient: %w", err)
	}
	prepare := func(world *sim.World) {
		if question.Setting != policy.Unset {
			world.Policy.Destinations = append([]policy.Destination{{Domain: domain, Setting: question.Setting}}, world.Policy.Destinations...)
		}
		if options.Prepare != nil {
			options.Prepare(world)
		}
	}
	return s.run(ctx, options, options.Sender, prepare, func(ctx context.Context, running *sim.Running) error {
		message := evidence.Message{From: "alice@sender.test", To: []string{question.Recipient}, Data: []byte("\r\nThis is a message of mtalab.\r\n")}
		if _, err := running.Send(ctx, message); err != nil {
			return text.Input("%s: %w", s.Path, err)
		}
		options.OnWorld(result.Scenario{Path: s.Path}, running)
		return nil
	})
}

// run starts the world, prepared, with a sender, and closes it behind what is done in it.
func (s Saved) run(ctx context.Context, options Options, sender sim.Sender, prepare func(*sim.World), do func(context.Context, *sim.Running) error) error {
	world, err := s.world()
	if err != nil {
		return err
	}
	if prepare != nil {
		prepare(world)
	}
	with := sim.Options{OnEntry: options.OnEntry, SessionTimeout: options.SessionTimeout}
	if options.Network != nil {
		with.Network = options.Network()
	}
	if options.Bound > 0 && options.Bound < math.MaxInt64 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, options.Bound)
		defer cancel()
	}
	running, err := sim.Start(ctx, world, sender, with)
	if err != nil {
		return text.Input("%s: %w", s.Path, err)
	}
	return errors.Join(do(ctx, running), running.Close())
}
