package exim

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net"
	"net/netip"
	"os/exec"
	"regexp"
	"text/template"

	"mtalab/sim"
	"mtalab/sim/driver"
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

// Listen furnishes the world for Exim and starts its daemon, which listens when the command returns.
func (Receiver) Listen(ctx context.Context, env sim.ReceiverEnv) (sim.Inbox, error) {
	program, err := Sender{}.Find()
	if err != nil {
		return nil, err
	}
	within := sim.Env{Network: env.Network, Roots: env.Roots, Hostname: env.Hostname, Certificate: env.Certificate, Record: env.Record}
	files, err := receiverConfig(env, within)
	if err != nil {
		return nil, err
	}
	bench, err := driver.Furnish(ctx, within, program, []driver.User{user}, sim.Root{Files: append(files,
		sim.File{Path: "/var/spool/exim4", Folder: true, UID: user.ID, GID: user.ID},
		sim.File{Path: "/var/log/exim4", Folder: true, UID: user.ID, GID: user.ID},
	)})
	if err != nil {
		return nil, err
	}
	if bench.Pretends() {
		return nil, fmt.Errorf("%w: Exim's daemon runs in a network that root has made, and not in an ordinary user's", sim.ErrNotSupported)
	}
	daemon := exec.CommandContext(ctx, program.Path, "-C", configuration, "-bd")
	if _, _, err := bench.Run(ctx, daemon, nil); err != nil {
		return nil, fmt.Errorf("start Exim: %w", err)
	}
	return &inbox{bench, program.Path, env}, nil
}

// receiverConfig is Exim's configuration with its certificate.
func receiverConfig(env sim.ReceiverEnv, within sim.Env) ([]sim.File, error) {
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
		sim.Listener
	}{
		Hostname: env.Hostname, Interface: env.Address.Addr(), Port: env.Address.Port(),
		Offers:      env.Listener.TLS == sim.ListenerPreferred || env.Listener.TLS == sim.ListenerRequired,
		Demands:     env.Listener.TLS == sim.ListenerRequired,
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
	return append(files, sim.File{Path: configuration, Content: text.Bytes()}), nil
}

// inbox is Exim in one world.
type inbox struct {
	bench   *driver.Bench
	program string
	env     sim.ReceiverEnv
}

var _ sim.Keeper = (*inbox)(nil)

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

// Close leaves everything to the network's end.
func (i *inbox) Close() error { return nil }
