package exim

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os/exec"
	"regexp"
	"strings"
	"text/template"

	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// Receiver is Exim's daemon, installed or unpacked. The zero value is ready for use.
type Receiver struct{}

var (
	_ sim.Receiver  = Receiver{}
	_ sim.Versioned = Receiver{}
)

// Name is "exim".
func (Receiver) Name() string { return "exim" }

// Version asks exim.
func (Receiver) Version(ctx context.Context) (string, error) { return Sender{}.Version(ctx) }

//go:embed receiver.conf.tmpl
var receiverText string

var receiverConfigured = template.Must(template.New("receiver.conf").Parse(receiverText))

// Listen furnishes the world for Exim, starts its daemon, and waits until it says that it listens.
func (Receiver) Listen(ctx context.Context, env sim.ReceiverEnv) (sim.ReceiverInstance, error) {
	program, err := Sender{}.Find()
	if err != nil {
		return nil, err
	}
	within := sim.Env{Network: env.Network, Roots: env.Roots, Hostname: env.Hostname, Certificate: env.Certificate, Record: env.Record}
	files, err := receiverConfig(env, within)
	if err != nil {
		return nil, err
	}
	bench, err := driver.NewSandbox(ctx, within, program, []driver.User{user}, namespace.Root{Files: append(files,
		namespace.File{Path: "/var/spool/exim4", Folder: true, UID: user.ID, GID: user.ID},
		namespace.File{Path: "/var/log/exim4", Folder: true, UID: user.ID, GID: user.ID},
	)})
	if err != nil {
		return nil, err
	}
	in := &inbox{bench: bench, program: program.Path, env: env}
	return in, in.start(ctx)
}

// start starts the daemon. It stays in the foreground: to go into the background it would have to be started by
// another process than the first one of its network.
func (i *inbox) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, driver.Patience)
	defer cancel()
	log, err := i.bench.Syslog()
	if err != nil {
		return err
	}
	i.logs = append(i.logs, log)
	daemon := exec.Command(i.program, "-C", configuration, "-bdf")
	user.Runs(daemon)
	said, err := i.bench.Watch(daemon)
	if err != nil {
		return fmt.Errorf("start Exim: %w", err)
	}
	i.logs = append(i.logs, said)
	listens := false
	err = log.Until(ctx, func(line string) bool {
		listens = strings.Contains(line, "listening for SMTP")
		return listens || strings.Contains(line, "panic")
	})
	if err == nil && !listens {
		err = fmt.Errorf("%w: it does not say that it listens", sim.ErrMisbehaved)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("start Exim: %w", err), i.Close())
	}
	return nil
}

// receiverConfig is Exim's configuration with its certificate.
func receiverConfig(env sim.ReceiverEnv, within sim.Env) ([]namespace.File, error) {
	files, err := driver.ClientFiles(within, user)
	if err != nil {
		return nil, err
	}
	words := struct {
		Hostname         string
		Interface        netip.Addr
		Port             uint16
		Offers, Demands  bool
		Certificate, Key string
		Roots            string
		policy.Listener
	}{
		Hostname: env.Hostname, Interface: env.Address.Addr(), Port: env.Address.Port(),
		Offers:      env.Listener.TLS == policy.IfOffered || env.Listener.TLS == policy.Always,
		Demands:     env.Listener.TLS == policy.Always,
		Certificate: driver.ClientCertificate, Key: driver.ClientKey, Roots: driver.RootsFile,
		Listener: env.Listener,
	}
	if env.Listener.KeyUnavailable {
		words.Key = "/etc/ssl/private/missing.pem"
	}
	var text bytes.Buffer
	if err := receiverConfigured.Execute(&text, words); err != nil {
		return nil, fmt.Errorf("configure Exim: %w", err)
	}
	return append(files, namespace.File{Path: configuration, Content: text.Bytes()}), nil
}

// inbox is Exim in one world.
type inbox struct {
	bench   *driver.Sandbox
	program string
	env     sim.ReceiverEnv
	logs    []*driver.Log
}

var _ sim.MessageReader = (*inbox)(nil)

// Dial connects to the daemon.
func (i *inbox) Dial(ctx context.Context) (net.Conn, error) {
	return i.env.Network.DialContext(ctx, "tcp", i.env.Address.String())
}

var queued = regexp.MustCompile(`OK id=(\S+)`)

// Kept is what lies in the queue.
func (i *inbox) Kept(ctx context.Context, reply string) ([]byte, error) {
	found := queued.FindStringSubmatch(reply)
	if found == nil {
		return nil, fmt.Errorf("find the message in Exim's queue: no name in %q", reply)
	}
	said, _, err := i.bench.Run(ctx, exec.CommandContext(ctx, i.program, "-C", configuration, "-Mvc", found[1]), nil)
	return []byte(said), err
}

// Close ends the daemon; what it has started ends with the network.
func (i *inbox) Close() error {
	var errs []error
	for _, log := range i.logs {
		errs = append(errs, log.Close())
	}
	return errors.Join(errs...)
}
