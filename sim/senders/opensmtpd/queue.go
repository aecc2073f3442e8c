package opensmtpd

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

// Where its queue is, and where those of the messages are kept that wait while it does not run.
const (
	queue = "/var/spool/smtpd/queue"
	kept  = "/var/spool/kept-"
)

// Retry starts OpenSMTPD with the queue that it had as it was killed, and has it try all that is in it now.
func (o *outbox) Retry(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	return o.deliver(ctx, message, func(ctx context.Context, _ *hearing) error {
		o.bench.Note("smtpctl schedule all")
		return o.schedule(ctx)
	})
}

// schedule asks for an attempt, once OpenSMTPD can be asked: it takes mail a moment before.
func (o *outbox) schedule(ctx context.Context) error {
	for {
		command := exec.CommandContext(ctx, "/usr/sbin/smtpctl", "schedule", "all")
		o.owner.LendsGroup(command)
		_, _, err := o.bench.Run(ctx, command, nil)
		if err == nil || !strings.Contains(err.Error(), "doesn't seem to be running") {
			return err
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", sim.ErrMisbehaved, err)
		}
	}
}

// takeUp puts the queue of a message for one domain in its place, or an empty one: what else waits is not tried beside it.
func (o *outbox) takeUp(ctx context.Context, queued string) error {
	at, waits := o.waiting[queued]
	if !o.started && !waits {
		o.started = true
		return nil
	}
	script := "rm -rf " + queue
	if waits {
		script += " && mv " + kept + strconv.Itoa(at) + " " + queue
	}
	if _, err := o.shell(ctx, script); err != nil {
		return fmt.Errorf("take up the queue of OpenSMTPD: %w", err)
	}
	return nil
}

// layAside keeps the queue of a message that waits, once what it is rid of has been taken out: OpenSMTPD tells of a
// delivery before it does that. The caller then kills it.
func (o *outbox) layAside(ctx context.Context, queued string, heard *hearing) error {
	if !heard.waits() {
		return nil
	}
	for _, envelope := range heard.done {
		if err := o.isGone(ctx, envelope); err != nil {
			return err
		}
	}
	if _, known := o.waiting[queued]; !known {
		o.waiting[queued] = len(o.waiting)
	}
	_, err := o.shell(ctx, "mv "+queue+" "+kept+strconv.Itoa(o.waiting[queued]))
	return err
}

// isGone waits until an envelope is no longer in the queue.
func (o *outbox) isGone(ctx context.Context, envelope string) error {
	for ctx.Err() == nil {
		found, err := o.shell(ctx, "find "+queue+" -name "+envelope)
		if err != nil {
			return fmt.Errorf("look into the queue of OpenSMTPD: %w", err)
		}
		if found == "" {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("%w: OpenSMTPD has told of the end of %s, and keeps it in its queue", sim.ErrMisbehaved, envelope)
}

// shell runs a script inside.
func (o *outbox) shell(ctx context.Context, script string) (string, error) {
	said, _, err := o.bench.Run(ctx, exec.CommandContext(ctx, "/bin/sh", "-c", script), nil)
	return said, err
}

var _ sim.Retrier = (*outbox)(nil)
