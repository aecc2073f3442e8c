package postfix

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/netip"
	"os/exec"
	"slices"
	"text/template"

	"mtalab/internal/debian"
	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
)

// running is a Postfix at work, in one world after another.
type running struct {
	configuration
	log      *driver.Log
	policies *policies
}

// configuration is what a Postfix that runs cannot be told anew.
type configuration struct {
	main   []byte
	roots  []byte
	routes routes
	own    []namespace.File // its certificate
}

//go:embed main.cf.tmpl
var mainText string

//go:embed master.cf
var masterText []byte

var mainConfigured = template.Must(template.New("main.cf").Parse(mainText))

// policyServer is where Postfix asks for policies.
const policyServer = "127.0.0.1:2727"

func configure(env sim.Env, words driver.Words[string]) (configuration, error) {
	routed, err := routesOf(words)
	if err != nil {
		return configuration{}, err
	}
	own, err := driver.ClientFiles(env, driver.User{})
	if err != nil {
		return configuration{}, err
	}
	slices.Reverse(own) // Postfix wants the key before its certificate
	var main bytes.Buffer
	err = mainConfigured.Execute(&main, struct {
		Hostname, Roots, Policies string
		Addresses                 []netip.Addr
		Own                       []namespace.File
		Routes                    routes
		DANE                      bool
	}{env.Hostname, driver.RootsFile, policyServer, env.Addresses, own, routed, words.WantDANE()})
	if err != nil {
		return configuration{}, fmt.Errorf("configure Postfix: %w", err)
	}
	return configuration{main: main.Bytes(), roots: driver.RootsPEM(env), routes: routed, own: own}, nil
}

func (c configuration) equal(other configuration) bool {
	return bytes.Equal(c.main, other.main) && bytes.Equal(c.roots, other.roots) && c.routes == other.routes &&
		slices.EqualFunc(c.own, other.own, func(a, b namespace.File) bool { return a.Path == b.Path && bytes.Equal(a.Content, b.Content) })
}

// start furnishes the world for Postfix and starts it. The caller closes it.
func start(ctx context.Context, bench *driver.Sandbox, program debian.Program, wanted configuration) (*running, error) {
	files := append(append(folders(), wanted.own...),
		// Every program of Postfix waits until main.cf is some seconds old.
		namespace.File{Path: "/etc/postfix/main.cf", Content: wanted.main, Age: 3600},
		namespace.File{Path: "/etc/postfix/master.cf", Content: append(slices.Clone(masterText), wanted.routes.services...), Age: 3600},
		namespace.File{Path: "/etc/postfix/transport", Content: []byte(wanted.routes.Transports), Age: 3600},
	)
	if _, err := driver.NewSandbox(ctx, bench.Env, program, []driver.User{owner, dropper}, namespace.Root{Files: files}); err != nil {
		return nil, err
	}
	listener, err := bench.Listen("tcp", policyServer)
	if err != nil {
		return nil, fmt.Errorf("serve policies to Postfix: %w", err)
	}
	postfix := &running{configuration: wanted, policies: servePolicies(listener)}
	if postfix.log, err = bench.Syslog(); err != nil {
		return nil, errors.Join(err, postfix.policies.Close())
	}
	// "postfix start" is a fifth of a second of shell; this returns once the master is ready.
	master := exec.CommandContext(ctx, program.Path, "-w", "-c", "/etc/postfix")
	if _, _, err := bench.Run(ctx, master, nil); err != nil {
		return nil, errors.Join(fmt.Errorf("start Postfix: %w", err), postfix.Close())
	}
	return postfix, nil
}

// Close stops listening to it; Postfix itself ends with its network.
func (r *running) Close() error { return errors.Join(r.log.Close(), r.policies.Close()) }

// folders is the queue, as "postfix set-permissions" makes it.
func folders() []namespace.File {
	made := []namespace.File{
		{Path: "/var/spool/postfix", Folder: true},
		{Path: "/var/spool/postfix/pid", Folder: true},
		{Path: "/var/lib/postfix", Folder: true, Mode: 0o700, UID: owner.ID, GID: owner.ID},
		{Path: "/var/spool/postfix/maildrop", Folder: true, Mode: 0o1730, UID: owner.ID, GID: dropper.ID},
		{Path: "/var/spool/postfix/public", Folder: true, Mode: 0o2710, UID: owner.ID, GID: dropper.ID},
	}
	for _, name := range []string{"active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"} {
		made = append(made, namespace.File{Path: "/var/spool/postfix/" + name, Folder: true, Mode: 0o700, UID: owner.ID, GID: owner.ID})
	}
	return made
}
