// Package driver is what the drivers of real MTAs share: a furnished private network, programs that
// are run in it with a bound, their logs, and a policy in the MTA's own words.
package driver

import (
	"bytes"
	"cmp"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"mtalab/internal/debian"
	"mtalab/internal/namespace"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// Patience is how long a real MTA may take, by the wall clock, for its first attempt.
const Patience = 25 * time.Second

// RootsFile holds the world's trust anchors, where Debian's programs look for them.
const RootsFile = "/etc/ssl/certs/ca-certificates.crt"

// User is a user that an MTA wants to be there; its group has the same number.
type User struct {
	Name string
	ID   int
	Home string // default /var/empty
}

// Nobody is a user that is in every Sandbox.
var Nobody = User{Name: "nobody", ID: 65534}

// Sandbox is the private network of a world, with the files and users of one MTA.
type Sandbox struct {
	*namespace.Private
	Env sim.Env
}

// NewSandbox puts into the world's private network what an MTA finds there: its program, its users, the
// trust anchors, and the files of root. On a network that is not private the error says
// sim.ErrNotPrivate.
func NewSandbox(ctx context.Context, env sim.Env, program debian.Program, users []User, root namespace.Root) (*Sandbox, error) {
	private, err := namespace.PrivateIn(env.Network)
	if err != nil {
		return nil, err
	}
	passwd, group := "root:x:0:0:root:/root:/bin/sh\n", "root:x:0:\n"
	for _, user := range append(users, Nobody) {
		home := cmp.Or(user.Home, "/var/empty")
		passwd += fmt.Sprintf("%s:x:%d:%d::%s:/usr/sbin/nologin\n", user.Name, user.ID, user.ID, home)
		group += fmt.Sprintf("%s:x:%d:\n", user.Name, user.ID)
	}
	root.Files = append([]namespace.File{
		{Path: "/etc/passwd", Content: []byte(passwd)},
		{Path: "/etc/group", Content: []byte(group)},
		{Path: RootsFile, Content: RootsPEM(env)},
		{Path: "/var/empty", Folder: true},
	}, root.Files...)
	root.Packages, root.Hostname = program.Packages, env.Hostname
	if err := private.MountRoot(ctx, root); err != nil {
		return nil, err
	}
	return &Sandbox{Private: private, Env: env}, nil
}

// RootsPEM are the world's trust anchors as a file of PEM blocks. Programs do without TLS if there is none in it: who trusts
// nobody gets the certificate of an authority that issues nothing.
func RootsPEM(env sim.Env) []byte {
	var all []byte
	roots := env.Roots
	if len(roots) == 0 {
		if nobody, err := pki.Shared(pki.Root{CommonName: "mtalab CA that issues nothing"}); err == nil {
			roots = append(roots, nobody.Certificate)
		}
	}
	for _, root := range roots {
		all = append(all, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw})...)
	}
	return all
}

// The sender's own certificate with its chain, and its key, where ClientFiles puts them.
const (
	ClientCertificate = "/etc/ssl/client/certificate.pem"
	ClientKey         = "/etc/ssl/client/key.pem"
)

// ClientFiles are the certificate and the key that the sender shows to a server that asks, for the
// eyes of one user; none if the sender has none.
func ClientFiles(env sim.Env, user User) ([]namespace.File, error) {
	if env.Certificate == nil {
		return nil, nil
	}
	var chain []byte
	for _, certificate := range env.Certificate.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})...)
	}
	key, err := x509.MarshalPKCS8PrivateKey(env.Certificate.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("write the sender's key: %w", err)
	}
	return []namespace.File{
		{Path: ClientCertificate, Content: chain, UID: user.ID, GID: user.ID},
		{Path: ClientKey, Content: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), Mode: 0o600, UID: user.ID, GID: user.ID},
	}, nil
}

// environment is what every program inside finds in its, where the command says nothing else.
var environment = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"}

// complete is an environment with all that every program finds in its: of two of a name the first counts.
func complete(given []string) []string {
	all := slices.Clone(given)
	for _, usual := range environment {
		name, _, _ := strings.Cut(usual, "=")
		if !slices.ContainsFunc(given, func(own string) bool { return strings.HasPrefix(own, name+"=") }) {
			all = append(all, usual)
		}
	}
	return all
}

// Run runs a program inside with some input and returns what it printed to its standard output and
// error. An error wraps *exec.ExitError if the program said that it failed, and sim.ErrMisbehaved if
// it did not end before ctx, which command was made with, or printed more than anyone can want.
func (b *Sandbox) Run(ctx context.Context, command *exec.Cmd, input []byte) (said, complained string, err error) {
	var out, complaints limited
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(input), &out, &complaints
	command.Env = complete(command.Env)
	command.WaitDelay = time.Second // for children that keep its pipes
	path := command.Path            // Start changes it
	if err := b.Start(command); err != nil {
		return "", "", err
	}
	err = command.Wait()
	switch {
	case out.full || complaints.full:
		err = fmt.Errorf("%w: %s printed more than %d bytes", sim.ErrMisbehaved, path, mostOutput)
	case err == nil, errors.Is(err, exec.ErrWaitDelay): // what its children hold is nobody's concern
		err = nil
	case ctx.Err() != nil:
		err = late(ctx, path)
	default:
		err = failed(path, err, complaints.String())
	}
	return out.String(), complaints.String(), err
}

// late says that a program was ended as its time was over.
func late(ctx context.Context, path string) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%w: %s did not end in time", sim.ErrMisbehaved, path)
	}
	return fmt.Errorf("%s was ended: %w", path, context.Cause(ctx)) // by us
}

// failed says how a program ended that says itself that it failed, or was killed, and what it complained of.
func failed(path string, err error, complained string) error {
	err = fmt.Errorf("%s: %w%s", path, err, signalOf(err))
	if said := strings.TrimSpace(complained); said != "" {
		err = fmt.Errorf("%w: %.500s", err, said)
	}
	return err
}

// limited keeps what a program prints up to a limit, where it ends it.
type limited struct {
	kept bytes.Buffer // not embedded: io.Copy would find its ReadFrom, which has no limit
	full bool
}

const mostOutput = 1 << 20

func (l *limited) Write(text []byte) (int, error) {
	if l.kept.Len()+len(text) > mostOutput {
		l.full = true
		return 0, io.ErrShortWrite // which closes the pipe
	}
	return l.kept.Write(text)
}

func (l *limited) String() string { return l.kept.String() }

// ReadFile reads a file inside; one that does not exist is empty.
func (b *Sandbox) ReadFile(ctx context.Context, path string) (string, error) {
	file, err := b.Open(ctx, path)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	return string(content), err
}

// Note puts lines of an MTA's own log into the story.
func (b *Sandbox) Note(lines ...string) {
	for _, line := range lines {
		b.Env.Record(evidence.Note{Text: line})
	}
}

// Lines splits a text into lines that are not empty.
func Lines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// UnixText is a message with the line ends that programs on Unix are given.
func UnixText(data []byte) []byte { return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) }
