package driver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"

	"mtalab/sim"
)

// Dialogue is a program inside that stays, and answers each line that it is given by one of its own.
type Dialogue struct {
	command *exec.Cmd
	path    string
	in      *os.File
	out     *os.File
	answers chan string
	quit    func() // it is not listened to any more
	quitted <-chan struct{}
	over    chan struct{} // closed when it has ended and all that it said is read; err says how
	err     error
	complaints
}

// Talk starts a program that stays. Close ends it.
func (b *Sandbox) Talk(command *exec.Cmd) (*Dialogue, error) {
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, theirIn.Close(), in.Close())
	}
	d := &Dialogue{command: command, path: command.Path, in: in, out: out, answers: make(chan string), over: make(chan struct{})}
	quitted := make(chan struct{})
	d.quitted, d.quit = quitted, sync.OnceFunc(func() { close(quitted) })
	command.Stdin, command.Stdout, command.Stderr = theirIn, theirOut, &d.complaints
	command.Env = complete(command.Env)
	command.WaitDelay = time.Second // for children that keep its pipes
	err = b.Start(command)
	_, _ = theirIn.Close(), theirOut.Close()
	if err != nil {
		return nil, errors.Join(err, in.Close(), out.Close())
	}
	read := make(chan error, 1)
	go func() { read <- d.read() }()
	go d.wait(read)
	return d, nil
}

// read hands on line after line until there are no more.
func (d *Dialogue) read() error {
	lines := bufio.NewReaderSize(d.out, mostOutput)
	for {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			_ = d.command.Process.Kill() // it may have ended
			return fmt.Errorf("%w: %s printed a line of more than %d bytes", sim.ErrMisbehaved, d.path, mostOutput)
		}
		if len(line) > 0 {
			select {
			case d.answers <- string(line):
			case <-d.quitted:
			}
		}
		if err != nil {
			return nil
		}
	}
}

// wait is for its end; what its children hold of its output is nobody's concern.
func (d *Dialogue) wait(read <-chan error) {
	err := d.command.Wait()
	_ = d.out.SetReadDeadline(time.Now().Add(d.command.WaitDelay))
	problem := <-read
	switch {
	case problem != nil:
		d.err = problem
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		d.err = fmt.Errorf("%w: %s has ended without an answer, and was to stay", sim.ErrMisbehaved, d.path)
	default:
		d.err = failed(d.path, err, d.complaints.String())
	}
	close(d.over)
}

// Ask gives it a line and waits for its answer. After an error it is to be closed.
func (d *Dialogue) Ask(ctx context.Context, line []byte) (answer string, err error) {
	select {
	case answer = <-d.answers:
		return "", fmt.Errorf("%w: %s said %.200q without being asked", sim.ErrMisbehaved, d.path, answer)
	default:
	}
	go func() { _, _ = d.in.Write(line) }() // where it has ended, that is what is told
	select {
	case answer = <-d.answers:
		return answer, nil
	case <-d.over:
		return "", d.err
	case <-ctx.Done():
		return "", late(ctx, d.path)
	}
}

// Close ends it and waits.
func (d *Dialogue) Close() error {
	d.quit()
	err := d.in.Close()
	_ = d.command.Process.Kill() // it may have ended
	<-d.over
	return errors.Join(err, d.out.Close())
}

// complaints keep the latest of what a program writes to its standard error, up to a limit.
type complaints struct {
	mu   sync.Mutex
	kept []byte
}

func (c *complaints) Write(text []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = append(c.kept, text[:min(len(text), mostOutput-len(c.kept))]...)
	return len(text), nil
}

func (c *complaints) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return string(c.kept)
}

// Complaints are what it has written since the last time.
func (c *complaints) Complaints() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := string(c.kept)
	c.kept = nil
	return said
}
