// Package sendmail drives a real Sendmail as a sender: one process for each message, which makes one
// attempt.
package sendmail

import (
	"bytes"
	"context"
	"crypto/x509"
	_ "embed"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/template"
	"time"

	"mtalab/internal/debian"
	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Sender is Sendmail 8, installed or unpacked. The zero value is ready for use.
type Sender struct{ driver.Real[description] }

var (
	_ sim.Patient       = Sender{}
	_ sim.PolicyChecker = Sender{}
)

// description says which MTA it is: it tells its version on its way to a configuration that is not there.
type description struct{}

// MTA is Sendmail 8.
func (description) MTA() driver.MTA {
	return driver.MTA{
		Name: "sendmail", Package: "sendmail", Path: "/usr/libexec/sendmail/sendmail",
		Version: []string{"", "-d0.1", "-bp"}, Told: told, Patience: 4 * time.Second, Users: []driver.User{runner, submitter, mailer},
	}
}

var told = regexp.MustCompile(`(?m)^Version ([0-9]\S*)`)

// The users that it gives up root for.
var (
	runner    = driver.User{Name: "smmta", ID: 105}
	submitter = driver.User{Name: "smmsp", ID: 106}
	mailer    = driver.User{Name: "mail", ID: 8}
)

// known are lines of the access map that promise the same (cf/README, "Allowing connections with
// STARTTLS"). They are about every host: it has settings for hosts, and not for recipient domains.
// "+CN" compares the host's name with the Common Name, and with the DNS names only by
// FEATURE(check_cert_altnames).
var known = map[policy.Requirement]string{
	policy.WithoutTLS:    "Try_TLS:\tNO\n",
	policy.Opportunistic: "",
	policy.WithTLS:       "TLS_Srv:\tENCR:112\n",
	policy.ByChain:       "TLS_Srv:\tVERIFY:112\n",
	policy.ByMXHost:      "TLS_Srv:\tVERIFY:112+CN\n",
}

//go:embed sendmail.mc.tmpl
var text string

var configured = template.Must(template.New("sendmail.mc").Parse(text))

// CheckPolicy says sim.ErrNotSupported where the policy has no words in Sendmail.
func (Sender) CheckPolicy(policy policy.Policy) error {
	_, err := inWords(policy)
	return err
}

// Launch furnishes the world for Sendmail. sim.ErrNotSupported says that the policy has no words in it.
func (s Sender) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	program, err := s.Find()
	if err != nil {
		return nil, err
	}
	wording, err := inWords(env.Policy)
	if err != nil {
		return nil, err
	}
	own, err := driver.ClientFiles(env, driver.User{})
	if err != nil {
		return nil, err
	}
	config, err := configure(env, wording.ports, own)
	if err != nil {
		return nil, err
	}
	if env.Roots, err = authorities(env); err != nil {
		return nil, err
	}
	translation := translation{program.Packages, string(config)}
	ready, known := translated.Load(translation)
	if known {
		own = append(own, namespace.File{Path: "/etc/mail/sendmail.cf", Content: ready.([]byte)})
	}
	bench, err := driver.NewSandbox(ctx, env, program, []driver.User{runner, submitter, mailer}, namespace.Root{Files: append(own,
		namespace.File{Path: "/etc/mail/access", Content: []byte(wording.access)},
		namespace.File{Path: "/etc/mail/mailertable", Content: []byte(wording.mailers)},
		namespace.File{Path: "/etc/mail/local-host-names"},
		namespace.File{Path: "/etc/mail/aliases"},
		namespace.File{Path: "/var/spool/mqueue", Folder: true, Mode: 0o700},
	)})
	if err != nil {
		return nil, err
	}
	if !known {
		if err := translation.make(ctx, bench); err != nil {
			return nil, fmt.Errorf("configure Sendmail: %w", err)
		}
	}
	log, err := bench.Syslog()
	if err != nil {
		return nil, err
	}
	return &outbox{bench: bench, log: log, program: program, words: wording.words, queued: map[string]string{}}, nil
}

// translation is what m4 makes of a configuration with the macros of an installation.
type translation struct{ packages, config string }

// translated are the translations that were made, []byte: one takes as long as a delivery.
var translated sync.Map

// make translates inside.
func (t translation) make(ctx context.Context, bench *driver.Sandbox) error {
	command := exec.CommandContext(ctx, "/bin/sh", "-c", "m4 >/etc/mail/sendmail.cf && cat /etc/mail/sendmail.cf")
	made, _, err := bench.Run(ctx, command, []byte(t.config))
	if err == nil {
		translated.Store(t, []byte(made))
	}
	return err
}

// configure writes what m4 translates; own are the sender's certificate and its key, if it has any.
func configure(env sim.Env, ports []uint16, own []namespace.File) ([]byte, error) {
	var config bytes.Buffer
	err := configured.Execute(&config, struct {
		Hostname, Roots string
		Ports           []uint16
		Own             []namespace.File
	}{env.Hostname, driver.RootsFile, ports, own})
	if err != nil {
		return nil, fmt.Errorf("configure Sendmail: %w", err)
	}
	return config.Bytes(), nil
}

// authorities are the trust anchors, and what leads from the sender's own certificate to one of them:
// Sendmail reads one certificate from its file and completes the chain from the authorities it knows.
func authorities(env sim.Env) ([]*x509.Certificate, error) {
	known := slices.Clone(env.Roots)
	if env.Certificate == nil {
		return known, nil
	}
	for _, issuer := range env.Certificate.Certificate[1:] {
		parsed, err := x509.ParseCertificate(issuer)
		if err != nil {
			return nil, fmt.Errorf("read the chain of the sender's certificate: %w", err)
		}
		known = append(known, parsed)
	}
	return known, nil
}

// outbox is Sendmail in one world.
type outbox struct {
	bench   *driver.Sandbox
	log     *driver.Log
	program debian.Program
	words   driver.Words[string]
	queued  map[string]string // the names that messages have in the queue, by their ID
}

var _ sim.Retrier = (*outbox)(nil)

// Send lets Sendmail deliver in the foreground (-odi).
func (o *outbox) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	arguments := []string{"-odi", "-oem", "-i", "-f", message.From}
	return o.attempt(ctx, message, driver.UnixText(message.Data), append(arguments, driver.Envelope(message.To)...)...)
}

// Retry has Sendmail run its queue for one message.
func (o *outbox) Retry(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	o.bench.Note("sendmail -qI" + o.queued[message.ID])
	return o.attempt(ctx, message, nil, "-qI"+o.queued[message.ID])
}

// attempt runs Sendmail. Its exit status says little of the delivery; its log does.
func (o *outbox) attempt(ctx context.Context, message evidence.Message, input []byte, arguments ...string) ([]evidence.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, driver.Patience)
	defer cancel()
	o.log.Skip()
	command := exec.CommandContext(ctx, o.program.Path, append([]string{"-Am", "-C", "/etc/mail/sendmail.cf"}, arguments...)...)
	_, complaint, problem := o.bench.Run(ctx, command, input)
	o.bench.Note(driver.Lines(complaint)...)
	if errors.Is(problem, sim.ErrMisbehaved) {
		return nil, problem
	}
	heard := &hearing{id: o.queued[message.ID], verdicts: map[string]driver.Verdict{}}
	listening, cancelLog := context.WithTimeout(ctx, 2*time.Second) // it has ended, and all is said
	defer cancelLog()
	err := o.log.Until(listening, func(line string) bool {
		heard.line(line)
		return len(heard.verdicts) >= len(message.To) || heard.refused8Bit
	})
	if heard.refused8Bit {
		return nil, fmt.Errorf("%w: Sendmail is built without SMTPUTF8", sim.ErrNotSupported)
	}
	if err != nil {
		return nil, errors.Join(problem, err)
	}
	o.queued[message.ID] = heard.id
	if input == nil {
		if err := o.readQueue(ctx, heard); err != nil {
			return nil, err
		}
	}
	return o.words.Outcomes("Sendmail", message.To, heard.verdicts)
}

// Close leaves the network to another world: no Sendmail outlives an attempt.
func (o *outbox) Close() error {
	o.bench.MarkReusable(nil)
	return o.log.Close()
}

// hearing is what was heard of one message, which one process delivers, host after host.
type hearing struct {
	id       string // its name in the queue; empty: not yet told
	verdicts map[string]driver.Verdict
	trust    string // of the latest TLS session
	relay    string // with whom
	// refused8Bit: it would not take an address beyond ASCII, as a build without SMTPUTF8 does (RFC 6531 §3.5).
	refused8Bit bool
}

var (
	secured   = regexp.MustCompile(`STARTTLS=client, relay=([^,]*), .*verify=(\w+)`)
	delivered = regexp.MustCompile(`: (\w+): to=(.*?), .*?(?:relay=([^,]*?)\.?(?: \[([^]]*)\])?, )?dsn=([\d.]+), (?:reply=.*, )?stat=(.*)$`)
)

// line takes a line of the log in.
func (h *hearing) line(text string) {
	h.refused8Bit = h.refused8Bit || strings.Contains(text, "8-bit character in mailbox address")
	if found := secured.FindStringSubmatch(text); found != nil {
		h.relay, h.trust = strings.TrimSuffix(found[1], "."), found[2]
	}
	found := delivered.FindStringSubmatch(text)
	if found == nil || h.id != "" && h.id != found[1] {
		return // what comes later in the queue is a bounce
	}
	h.id, found = found[1], found[1:]
	verdict := driver.Verdict{Reason: found[4] + " " + found[5], Host: found[2], Address: found[3]}
	switch {
	case strings.HasPrefix(found[5], "Sent"):
		verdict.Fate = evidence.DeliveredPlaintext
		if h.trust != "" && strings.EqualFold(h.relay, found[2]) {
			verdict.Fate = evidence.DeliveredEncrypted
			if h.trust == "OK" {
				verdict.Fate = evidence.DeliveredVerified
			}
		}
	case strings.HasPrefix(found[4], "5"):
		verdict.Fate = evidence.Bounced
	default:
		verdict.Fate = evidence.Deferred
	}
	for recipient := range strings.SplitSeq(found[1], ",") {
		h.verdicts[driver.Mailbox(strings.Trim(recipient, "<>"))] = verdict
	}
}
