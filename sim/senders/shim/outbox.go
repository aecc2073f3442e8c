package shim

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"slices"

	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// The program's own folders: runFolder for as long as it runs, and below messageFolders one for each message.
const (
	runFolder      = folder + "/run"
	messageFolders = folder + "/messages"
)

func folders() []namespace.File {
	return []namespace.File{
		{Path: folder, Folder: true},
		{Path: runFolder, Folder: true, UID: driver.Nobody.ID, GID: driver.Nobody.ID},
		{Path: messageFolders, Folder: true, UID: driver.Nobody.ID, GID: driver.Nobody.ID},
	}
}

// outbox is a program of version 2 in one world.
type outbox struct {
	sender      sender
	bench       *driver.Sandbox
	world       int64
	certificate *certificate
	resident    *resident // nil: it is started for each question
	asked       int
	sent        map[string]*sent // by the IDs of the messages
	sound       bool             // it has answered as it should, and may leave its network to another world
}

// sent is a message that the program was given.
type sent struct {
	folder   string
	attempts int
}

// launch furnishes the world, unless a program that stays is at work there already and needs nothing new.
func (s sender) launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	o := &outbox{sender: s, world: s.launched.Add(1), sent: map[string]*sent{}, sound: true}
	own, err := driver.ClientFiles(env, driver.Nobody)
	if err != nil {
		return nil, err
	}
	if own != nil {
		o.certificate = &certificate{driver.ClientCertificate, driver.ClientKey}
	}
	files := append(folders(), own...)
	if s.about.Stays {
		err = o.staying(ctx, env, files)
	} else {
		o.bench, err = s.furnish(ctx, env, files)
	}
	if s.about.can(secondAttempts) {
		return retrying{o}, err
	}
	return o, err
}

// Send asks the program once for all recipients.
func (o *outbox) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	given := &sent{folder: path.Join(messageFolders, fmt.Sprint(o.count()))}
	if err := o.asProgram(ctx, []string{"/bin/mkdir", given.folder}); err != nil {
		return nil, fmt.Errorf("make a folder for the message: %w", err)
	}
	o.sent[message.ID] = given
	return o.attempt(ctx, message, askSend)
}

// retrying is a program that can be asked to try again.
type retrying struct{ *outbox }

var _ sim.Retrier = retrying{}

// Retry asks it to, now, for those recipients for whom the message was deferred.
func (r retrying) Retry(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	return r.attempt(ctx, message, askRetry)
}

func (o *outbox) attempt(ctx context.Context, message evidence.Message, ask string) ([]evidence.Outcome, error) {
	recipients, err := o.recipients(message.To)
	if err != nil {
		return nil, err
	}
	given := o.sent[message.ID]
	given.attempts++
	asked := o.question(message, ask, recipients)
	asked.Attempt, asked.Folder = given.attempts, given.folder
	return o.ask(ctx, asked, message.To)
}

// count numbers questions and messages, from 1 on, over all the worlds in which the program stays.
func (o *outbox) count() int {
	if o.resident != nil {
		o.resident.counted++
		return o.resident.counted
	}
	o.asked++
	return o.asked
}

// ask puts a question to the program, and reads its answer.
func (o *outbox) ask(ctx context.Context, asked question, original []string) ([]evidence.Outcome, error) {
	asked.ID = o.count()
	line, err := asked.line()
	if err != nil {
		return nil, err
	}
	within, cancel := context.WithTimeout(ctx, o.sender.patience())
	defer cancel()
	said, complaint, err := o.say(within, asked, line)
	o.bench.Note(driver.Lines(complaint)...)
	if err != nil {
		return nil, o.sender.exited(err, asked.Ask)
	}
	heard, err := asked.read(said, o.resident != nil)
	o.bench.Note(heard.Log...)
	if err != nil {
		return nil, err
	}
	o.sound = heard.Broken == nil
	outcomes, err := asked.outcomes(o.sender.Name(), heard, original)
	if slices.ContainsFunc(outcomes, func(said evidence.Outcome) bool { return said.Fate == evidence.StillTrying }) {
		return outcomes, o.end(ctx) // what it waits for nobody will see
	}
	return outcomes, err
}

// end ends the program and all that it has started.
func (o *outbox) end(ctx context.Context) error {
	err := o.bench.EndPrograms(ctx)
	if o.resident != nil {
		err = errors.Join(err, o.resident.Close())
		o.resident = nil
	}
	return err
}

// say gives the program one line, be it started for that or not.
func (o *outbox) say(ctx context.Context, asked question, line []byte) (said, complaint string, err error) {
	o.sound = false // until it has answered
	if o.resident == nil {
		return o.bench.Run(ctx, o.sender.command(ctx, asked.Folder, runFolder), line)
	}
	said, err = o.resident.Ask(ctx, line)
	return said, o.resident.Complaints(), err
}

// asProgram carries out a command as the program could, with no more rights than it has.
func (o *outbox) asProgram(ctx context.Context, words []string) error {
	command := exec.CommandContext(ctx, words[0], words[1:]...)
	driver.Nobody.Runs(command)
	_, _, err := o.bench.Run(ctx, command, nil)
	return err
}

// Close leaves the network to another world, and with it a program that stays, unless the program did what it should not.
func (o *outbox) Close() error {
	switch {
	case o.bench == nil: // it was never furnished
		return nil
	case o.resident != nil:
		return o.leave()
	case o.sound:
		o.bench.MarkReusable(nil)
	}
	return nil
}
