package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"mtalab/internal/debian"
)

// program is a program that the fakes are compared with, installed or unpacked by make bench-tools.
type program struct {
	path        string
	environment []string
}

// find looks for a program of a package, by its path below /usr.
func find(name, path string) (program, error) {
	found, err := debian.Find(name, path)
	if err != nil {
		return program{}, err
	}
	libraries, err := filepath.Glob(filepath.Join(found.Packages, "usr/lib/*-linux-gnu*"))
	if err != nil {
		return program{}, err
	}
	libraries = append(libraries, filepath.Join(found.Packages, "usr/lib/postfix"))
	return program{
		path: filepath.Join(found.Packages, found.Path),
		environment: append(os.Environ(), "LC_ALL=C",
			"LD_LIBRARY_PATH="+strings.Join(libraries, ":"),
			"PYTHONPATH="+filepath.Join(found.Packages, "usr/lib/python3/dist-packages")),
	}, nil
}

func (p program) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, p.path, arguments...)
	command.Env = p.environment
	return command
}

// patience is how long a program may take to begin to answer.
const patience = 10 * time.Second

// serve starts a server, which must stay in the foreground, and waits until ready says nil. stop ends it.
func serve(ctx context.Context, command *exec.Cmd, ready func() error) (stop func(), err error) {
	var said strings.Builder
	command.Stdout, command.Stderr = &said, &said
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = time.Second
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", command.Path, err)
	}
	ended := make(chan struct{})
	go func() {
		_ = command.Wait() // how it ends is of no interest
		close(ended)
	}()
	stop = func() {
		_ = command.Process.Kill()
		<-ended
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if err = ready(); err == nil {
			return stop, nil
		}
		select {
		case <-ended:
			return nil, fmt.Errorf("%s ended at once: %s", command.Path, strings.TrimSpace(said.String()))
		default:
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			stop()
			return nil, fmt.Errorf("%s does not answer after %s: %w: %s", command.Path, patience, err, strings.TrimSpace(said.String()))
		}
	}
}

// freePort is a port of the loopback that is free for TCP and UDP.
func freePort() (string, error) {
	for range 20 {
		stream, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		packets, err := net.ListenPacket("udp4", stream.Addr().String())
		_ = stream.Close()
		if err == nil {
			_, port, err := net.SplitHostPort(packets.LocalAddr().String())
			return port, errors.Join(err, packets.Close())
		}
	}
	return "", errors.New("no port of the loopback is free for TCP and UDP")
}

// missing words an error that only means that a program is not there; ok is false for any other.
func missing(err error) (line string, ok bool) {
	if errors.Is(err, debian.ErrMissing) {
		return err.Error() + " (make bench-tools)", true
	}
	return "", false
}
