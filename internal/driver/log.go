package driver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"mtalab/sim"
)

// Log is what programs inside say, line by line.
type Log struct {
	// Untold, if set, says which lines have no place in the story.
	Untold func(line string) bool

	bench *Sandbox
	lines chan string
	from  io.Closer
}

// mostLines bounds what is kept of a log that nobody reads; whoever floods it is not helped.
const mostLines = 10_000

// Syslog listens at /dev/log, so that every line is there as soon as it is said. The caller closes it.
func (b *Sandbox) Syslog() (*Log, error) {
	from, err := b.ListenPacket("unixgram", "/dev/log")
	if err != nil {
		return nil, fmt.Errorf("listen to syslog: %w", err)
	}
	log := &Log{bench: b, lines: make(chan string, mostLines), from: from}
	go log.listen(from)
	return log, nil
}

// syslogged is a line as a program says it: priority, date, name.
var syslogged = regexp.MustCompile(`^<\d+>\w{3} [ \d]\d \d\d:\d\d:\d\d `)

func (l *Log) listen(from net.PacketConn) {
	defer close(l.lines)
	var buffer [8192]byte
	for {
		n, _, err := from.ReadFrom(buffer[:])
		if err != nil {
			return // closed
		}
		l.keep(syslogged.ReplaceAllString(strings.TrimRight(string(buffer[:n]), "\n\x00"), ""))
	}
}

func (l *Log) keep(line string) {
	select {
	case l.lines <- line:
	default:
	}
}

// Watch starts a program that stays, and returns what it prints, to both its outputs. Close kills it
// with its group and waits.
func (b *Sandbox) Watch(command *exec.Cmd) (*Log, error) {
	output, input, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer input.Close()
	command.Stdout, command.Stderr = input, input
	command.Env = complete(command.Env)
	if err := b.Start(command); err != nil {
		return nil, errors.Join(err, output.Close())
	}
	log := &Log{bench: b, lines: make(chan string, mostLines), from: watched{output, command}}
	go func() {
		defer close(log.lines)
		eachLine(output, log.keep)
	}()
	return log, nil
}

// longestLine is how much is kept of a line of a log.
const longestLine = 64 << 10

// eachLine reads lines of any length until there are no more, and keeps the beginning of one that is too long.
func eachLine(from io.Reader, keep func(line string)) {
	reader := bufio.NewReaderSize(from, longestLine)
	for {
		line, more, err := reader.ReadLine()
		if err != nil {
			return
		}
		kept := string(line)
		for more && err == nil {
			_, more, err = reader.ReadLine()
		}
		keep(kept)
	}
}

// watched is a program and its output.
type watched struct {
	output  *os.File
	program *exec.Cmd
}

func (w watched) Close() error {
	_ = w.program.Process.Kill() // it may have ended
	_ = w.program.Wait()         // by that signal, most likely
	return w.output.Close()
}

// Next waits for the next line and puts it into the story.
func (l *Log) Next(ctx context.Context) (string, error) {
	select {
	case line, open := <-l.lines:
		if !open {
			return "", fmt.Errorf("%w: its log has ended, and so has it", sim.ErrMisbehaved)
		}
		if l.Untold == nil || !l.Untold(line) {
			l.bench.Note(line)
		}
		return line, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// For makes it tell what is read from now on in the story of another world.
func (l *Log) For(bench *Sandbox) { l.bench = bench }

// Skip drops what was said and not read.
func (l *Log) Skip() {
	for {
		select {
		case _, open := <-l.lines:
			if open {
				continue
			}
		default:
		}
		return
	}
}

// Until reads line after line until done says that it has heard enough. It is no error if ctx ends
// first: what was heard by then is all there is.
func (l *Log) Until(ctx context.Context, done func(line string) bool) error {
	for {
		line, err := l.Next(ctx)
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			return nil
		case err != nil:
			return fmt.Errorf("listen to the log: %w", err)
		case done(line):
			return nil
		}
	}
}

// Close stops listening, and ends a program that is watched.
func (l *Log) Close() error { return l.from.Close() }
