package postfix

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net"
	"os/exec"
	"regexp"
	"text/template"

	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// Receiver is Postfix's smtpd, installed or unpacked. The zero value is ready for use.
type Receiver struct{}

var (
	_ sim.Receiver  = Receiver{}
	_ sim.Versioned = Receiver{}
)

// Name is "postfix".
func (Receiver) Name() string { return "postfix" }

// Version asks postconf.
func (Receiver) Version(ctx context.Context) (string, error) { return Sender{}.Version(ctx) }

// levels are the values of smtpd_tls_security_level (man 5 postconf) by the policies of listeners.
var levels = map[policy.TLS]string{
	"":               "none",
	policy.Never:     "none",
	policy.IfOffered: "may",
	policy.Always:    "encrypt",
}

var (
	//go:embed receiver.cf.tmpl
	receiverMain string
	//go:embed receiver_master.cf.tmpl
	receiverMaster string

	receiverFiles = map[string]*template.Template{
		"/etc/postfix/main.cf":   template.Must(template.New("main.cf").Parse(receiverMain)),
		"/etc/postfix/master.cf": template.Must(template.New("master.cf").Parse(receiverMaster)),
	}
)

// wordless says what smtpd has no words for.
func wordless(listener policy.Listener) error {
	switch {
	case listener.Users != nil:
		return fmt.Errorf("%w: Postfix has no passwords of its own, but asks a SASL server, of which there is none", sim.ErrNotSupported)
	case listener.VerifiesClients && listener.TLS != policy.Always:
		return fmt.Errorf("%w: Postfix can refuse a client's bad certificate only if it demands one (smtpd_tls_req_ccert)", sim.ErrNotSupported)
	}
	return nil
}

// Listen furnishes the world for Postfix and starts it. sim.ErrNotSupported says that the policy has no words in
// Postfix, or that it would have to run without root.
func (Receiver) Listen(ctx context.Context, env sim.ReceiverEnv) (sim.ReceiverInstance, error) {
	program, err := Sender{}.Find()
	if err != nil {
		return nil, err
	}
	if err := wordless(env.Listener); err != nil {
		return nil, err
	}
	within := sim.Env{Network: env.Network, Roots: env.Roots, Hostname: env.Hostname, Certificate: env.Certificate, Record: env.Record}
	files, err := receiverConfig(env, within)
	if err != nil {
		return nil, err
	}
	bench, err := driver.NewSandbox(ctx, within, program, []driver.User{owner, dropper}, namespace.Root{Files: append(folders(), files...)})
	if err != nil {
		return nil, err
	}
	if bench.FakesUIDs() {
		return nil, fmt.Errorf("%w: Postfix's smtpd runs in a network that root has made, and not in an ordinary user's", sim.ErrNotSupported)
	}
	master := exec.CommandContext(ctx, program.Path, "-w", "-c", "/etc/postfix")
	if _, _, err := bench.Run(ctx, master, nil); err != nil {
		return nil, fmt.Errorf("start Postfix: %w", err)
	}
	return &inbox{bench, env}, nil
}

// receiverConfig is Postfix's configuration with its certificate.
func receiverConfig(env sim.ReceiverEnv, within sim.Env) ([]namespace.File, error) {
	files, err := driver.ClientFiles(within, driver.User{})
	if err != nil {
		return nil, err
	}
	words := struct {
		sim.ReceiverEnv
		policy.Listener
		Level, Certificate, Key, Roots string
	}{env, env.Listener, levels[env.Listener.TLS], driver.ClientCertificate, driver.ClientKey, driver.RootsFile}
	if env.Listener.KeyUnavailable {
		words.Key = "/etc/ssl/private/missing.pem"
	}
	for path, file := range receiverFiles {
		var text bytes.Buffer
		if err := file.Execute(&text, words); err != nil {
			return nil, fmt.Errorf("configure Postfix: %w", err)
		}
		// Every program of Postfix waits until main.cf is some seconds old.
		files = append(files, namespace.File{Path: path, Content: text.Bytes(), Age: 3600})
	}
	return files, nil
}

// inbox is Postfix in one world.
type inbox struct {
	bench *driver.Sandbox
	env   sim.ReceiverEnv
}

var _ sim.MessageReader = (*inbox)(nil)

// Dial connects to smtpd.
func (i *inbox) Dial(ctx context.Context) (net.Conn, error) {
	return i.env.Network.DialContext(ctx, "tcp", i.env.Address.String())
}

var queued = regexp.MustCompile(`queued as (\w+)`)

// Kept is what lies in the queue.
func (i *inbox) Kept(ctx context.Context, reply string) ([]byte, error) {
	found := queued.FindStringSubmatch(reply)
	if found == nil {
		return nil, fmt.Errorf("find the message in Postfix's queue: no name in %q", reply)
	}
	said, _, err := i.bench.Run(ctx, exec.CommandContext(ctx, "/usr/sbin/postcat", "-c", "/etc/postfix", "-bh", "-q", found[1]), nil)
	return []byte(said), err
}

// Close leaves everything to the network's end.
func (i *inbox) Close() error { return nil }
