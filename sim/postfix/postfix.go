// Package postfix drives a real Postfix as a sender: one Postfix for each world, started cold and
// killed with the world's network.
package postfix

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"text/template"
	"unicode"

	"mtalab/sim"
	"mtalab/sim/driver"
	"mtalab/sim/packages"
)

// Sender is Postfix, installed or unpacked. The zero value is ready for use.
type Sender struct{}

var _ sim.Opaque = Sender{}

// Name is "postfix".
func (Sender) Name() string { return "postfix" }

// Opaque says that Postfix does not tell what it compares.
func (Sender) Opaque() {}

// Find says where Postfix lies, or what is missing.
func (Sender) Find() (packages.Program, error) {
	return packages.Find("postfix", "/usr/lib/postfix/sbin/master")
}

// Version asks postconf.
func (s Sender) Version(ctx context.Context) (string, error) {
	program, err := s.Find()
	if err != nil {
		return "", err
	}
	return driver.Version(ctx, program, nil, told, "/usr/sbin/postconf", "-d", "mail_version")
}

var told = regexp.MustCompile(`mail_version = ([0-9]\S*)`)

// The users that Postfix gives up root for.
var (
	owner   = driver.User{Name: "postfix", ID: 101}
	dropper = driver.User{Name: "postdrop", ID: 102}
)

// known are the TLS security levels that promise the same (TLS_README, "TLS policy table"). Verify
// Hosted Domains wants the recipient domain or the MX name, as "match=nexthop:hostname" does.
var known = map[sim.Setting]string{
	sim.No:                   "none",
	sim.Preferred:            "may",
	sim.Required:             "encrypt",
	sim.Encrypted:            "encrypt",
	sim.RequiredVerifyHosted: "secure match=nexthop:hostname",
	sim.VerifiedDomain:       "secure match=nexthop",
	sim.VerifiedHost:         "verify match=hostname",
}

//go:embed main.cf.tmpl
var mainText string

//go:embed master.cf
var masterText []byte

var mainConfigured = template.Must(template.New("main.cf").Parse(mainText))

// Launch furnishes the world for Postfix and starts it. sim.ErrNotSupported says that the policy has
// no words in Postfix.
func (s Sender) Launch(ctx context.Context, env sim.Env) (sim.Outbox, error) {
	program, err := s.Find()
	if err != nil {
		return nil, err
	}
	words, err := driver.InWords("Postfix", env.Policy, known)
	if err != nil {
		return nil, err
	}
	own, err := driver.ClientFiles(env, driver.User{})
	if err != nil {
		return nil, err
	}
	slices.Reverse(own) // Postfix wants the key before its certificate
	config, err := configure(env, words, own)
	if err != nil {
		return nil, err
	}
	root := sim.Root{Files: append(append(folders(), own...),
		// Every program of Postfix waits until main.cf is some seconds old.
		sim.File{Path: "/etc/postfix/main.cf", Content: config, Age: 3600},
		sim.File{Path: "/etc/postfix/master.cf", Content: masterText, Age: 3600},
	)}
	bench, err := driver.Furnish(ctx, env, program, []driver.User{owner, dropper}, root)
	if err != nil {
		return nil, err
	}
	log, err := bench.Syslog()
	if err != nil {
		return nil, err
	}
	// "postfix start" is a fifth of a second of shell; this returns once the master is ready.
	master := exec.CommandContext(ctx, program.Path, "-w", "-c", "/etc/postfix")
	if _, _, err := bench.Run(ctx, master, nil); err != nil {
		return nil, fmt.Errorf("start Postfix: %w", err)
	}
	return &outbox{bench: bench, log: log, words: words}, nil
}

func configure(env sim.Env, words driver.Words[string], own []sim.File) ([]byte, error) {
	var config bytes.Buffer
	err := mainConfigured.Execute(&config, struct {
		Hostname, Roots string
		Own             []sim.File
		driver.Words[string]
	}{env.Hostname, driver.RootsFile, own, words})
	if err != nil {
		return nil, fmt.Errorf("configure Postfix: %w", err)
	}
	return config.Bytes(), nil
}

// folders is the queue, as "postfix set-permissions" makes it.
func folders() []sim.File {
	made := []sim.File{
		{Path: "/var/spool/postfix", Folder: true},
		{Path: "/var/spool/postfix/pid", Folder: true},
		{Path: "/var/lib/postfix", Folder: true, Mode: 0o700, UID: owner.ID, GID: owner.ID},
		{Path: "/var/spool/postfix/maildrop", Folder: true, Mode: 0o1730, UID: owner.ID, GID: dropper.ID},
		{Path: "/var/spool/postfix/public", Folder: true, Mode: 0o2710, UID: owner.ID, GID: dropper.ID},
	}
	for _, name := range []string{"active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"} {
		made = append(made, sim.File{Path: "/var/spool/postfix/" + name, Folder: true, Mode: 0o700, UID: owner.ID, GID: owner.ID})
	}
	return made
}

// outbox is Postfix in one world.
type outbox struct {
	bench *driver.Bench
	log   *driver.Log
	words driver.Words[string]
}

// Send puts a message into the queue, as any program on the machine would, and listens to the log
// until it has the fate at the first attempt for each recipient.
func (o *outbox) Send(ctx context.Context, message sim.Message) ([]sim.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, driver.Patience)
	defer cancel()
	given := driver.Envelope(message.To)
	arguments := append([]string{"-C", "/etc/postfix", "-i", "-B", body(message.Data), "-f", message.From}, given...)
	command := exec.CommandContext(ctx, "/usr/sbin/sendmail", arguments...)
	if _, _, err := o.bench.Run(ctx, command, driver.UnixText(message.Data)); err != nil {
		return nil, err
	}
	heard := newHearing()
	err := o.log.Until(ctx, func(line string) bool {
		heard.line(line)
		return heard.complete(given)
	})
	if err != nil {
		return nil, err
	}
	return o.words.Outcomes("Postfix", message.To, heard.verdicts)
}

// body is the type of a message's body (RFC 6152). What is not known to have 7 bits is converted for a
// server without 8BITMIME, and goes without SIZE then.
func body(data []byte) string {
	if bytes.ContainsFunc(data, func(r rune) bool { return r > unicode.MaxASCII }) {
		return "8BITMIME"
	}
	return "7BIT"
}

// Close stops listening; Postfix ends with the network.
func (o *outbox) Close() error { return o.log.Close() }
