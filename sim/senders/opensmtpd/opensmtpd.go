// Package opensmtpd drives a real OpenSMTPD as a sender: one for each message, started cold and killed
// once the fate is known.
package opensmtpd

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"net/smtp"
	"os/exec"
	"regexp"
	"strings"
	"text/template"
	"time"

	"mtalab/internal/debian"
	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Sender is OpenSMTPD, installed or unpacked. The zero value is ready for use.
type Sender struct{ driver.Real[description] }

var (
	_ sim.BlackBox      = Sender{}
	_ sim.PolicyChecker = Sender{}
	_ sim.SessionKeeper = Sender{}
)

// KeepsSessions says that a session stays open for ten seconds after a message, and that OpenSMTPD is stopped before.
func (Sender) KeepsSessions() {}

// description says which MTA it is.
type description struct{}

// MTA is OpenSMTPD.
func (description) MTA() driver.MTA {
	return driver.MTA{
		Name: "opensmtpd", Package: "opensmtpd", Path: "/usr/sbin/smtpd",
		Version: []string{"", "-h"}, Told: told,
	}
}

var told = regexp.MustCompile(`OpenSMTPD ([0-9][0-9A-Za-z.]*)`)

// known are the relay actions that promise the same (smtpd.conf(5), "relay"). It has no way to relay by
// MX records and never to use TLS. "Preferred" is its opportunistic TLS, which goes back to plaintext after
// a handshake that failed, and cannot be told otherwise: features/known/opensmtpd.txt.
var known = map[policy.Requirement]string{
	policy.Opportunistic: "relay",
	policy.WithTLS:       "relay tls no-verify",
	policy.ByMXHost:      "relay tls",
}

//go:embed smtpd.conf.tmpl
var text string

var configured = template.Must(template.New("smtpd.conf").Parse(text))

// The home of its users is where its processes lock themselves in.
const empty = "/var/lib/opensmtpd/empty"

// spool is its queue.
const spool = "/var/spool/smtpd"

// inbox is where it takes messages.
const inbox = "127.0.0.1:2525"

// afterSilence is for what it has to say of other servers than the one that has fallen silent.
const afterSilence = 3 * time.Second

// mostMessages is how many it sends in one world. What is stated of more is how they spread over equal
// hosts: one that was kept running takes that which it used least recently, which here it cannot know.
const mostMessages = 12

// CheckPolicy says sim.ErrNotSupported where the policy has no words in OpenSMTPD.
func (Sender) CheckPolicy(policy policy.Policy) error {
	_, err := vocabulary.InWords(policy)
	return err
}

// Launch furnishes the world for OpenSMTPD. sim.ErrNotSupported says that the policy has
// no words in it.
func (s Sender) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	program, err := s.Find()
	if err != nil {
		return nil, err
	}
	words, err := vocabulary.InWords(env.Policy)
	if err != nil {
		return nil, err
	}
	private, err := namespace.PrivateIn(env.Network)
	if err != nil {
		return nil, err
	}
	own, err := driver.ClientFiles(env, driver.User{}) // root's, and nobody else's, or it takes no key
	if err != nil {
		return nil, err
	}
	var config bytes.Buffer
	data := struct {
		Hostname         string
		Certificate, Key string
		driver.Words[string]
	}{Hostname: env.Hostname, Words: words}
	if own != nil {
		data.Certificate, data.Key = driver.ClientCertificate, driver.ClientKey
	}
	if err := configured.Execute(&config, data); err != nil {
		return nil, fmt.Errorf("configure OpenSMTPD: %w", err)
	}
	daemon, queue := users(private.FakesUIDs())
	bench, err := driver.NewSandbox(ctx, env, program, []driver.User{daemon, queue}, namespace.Root{Files: append(own,
		namespace.File{Path: "/etc/smtpd.conf", Content: config.Bytes()},
		namespace.File{Path: "/etc/aliases"},
		namespace.File{Path: empty, Folder: true},
		namespace.File{Path: spool, Folder: true, Mode: 0o711},
	)})
	if err != nil {
		return nil, err
	}
	return &outbox{bench: bench, program: program, words: words, owner: queue, waiting: map[string]int{}}, nil
}

// housekeeping is what it says of itself.
func housekeeping(line string) bool {
	return strings.HasPrefix(line, "debug: ") || strings.HasPrefix(line, "setup_")
}

// users are those that it gives up root for. Where there is one user only, the owner of its queue must
// be that one, as it looks.
func users(pretends bool) (daemon, queue driver.User) {
	daemon = driver.User{Name: "opensmtpd", ID: 103, Home: empty}
	queue = driver.User{Name: "opensmtpq", ID: 104, Home: empty}
	if pretends {
		daemon.ID, queue.ID = 0, 0
	}
	return daemon, queue
}

// outbox is OpenSMTPD in one world.
type outbox struct {
	bench   *driver.Sandbox
	program debian.Program
	words   driver.Words[string]
	sent    int            // messages, this one too
	started bool           // for the first of them
	owner   driver.User    // of the queue
	waiting map[string]int // the numbers under which queues are kept, by their message and domain
}

// Send hands a message over by SMTP.
func (o *outbox) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	if o.sent++; o.sent > mostMessages {
		return nil, fmt.Errorf("%w: OpenSMTPD is started anew for each message, and remembers nothing of %d before", sim.ErrNotSupported, mostMessages)
	}
	return o.deliver(ctx, message, func(ctx context.Context, heard *hearing) error {
		if err := o.submit(ctx, message, heard); err != nil {
			return fmt.Errorf("submit to OpenSMTPD: %w", err)
		}
		return nil
	})
}

// deliver lets OpenSMTPD deliver to one domain after the other, in the order of the recipients. In one go it would take them
// in the order of numbers that it draws, and not go for a while to an address at which a session for one of them was in
// trouble: chance would decide about the others.
func (o *outbox) deliver(ctx context.Context, message evidence.Message, begin func(context.Context, *hearing) error) ([]evidence.Outcome, error) {
	verdicts := map[string]driver.Verdict{}
	for _, recipients := range byDomain(driver.Envelope(message.To)) {
		heard, err := o.attempt(ctx, message.ID, recipients, begin)
		if err != nil {
			return nil, err
		}
		maps.Copy(verdicts, heard.verdicts)
	}
	return o.words.Outcomes("OpenSMTPD", message.To, verdicts)
}

// byDomain are recipients by their domains, in order.
func byDomain(recipients []string) [][]string {
	var groups [][]string
	place := map[string]int{}
	for _, recipient := range recipients {
		at, known := place[domainOf(recipient)]
		if !known {
			at, place[domainOf(recipient)] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], recipient)
	}
	return groups
}

func domainOf(recipient string) string {
	address := driver.Mailbox(recipient)
	return address[strings.LastIndexByte(address, '@')+1:]
}

// attempt starts OpenSMTPD, begins an attempt at a message for recipients of one domain, and listens to the log until it has
// the fate for each. Then it kills it: a session is kept for ten seconds in which there might be more to say. A server that
// is silent it waits for during five minutes, which nobody can watch.
func (o *outbox) attempt(ctx context.Context, message string, recipients []string, begin func(context.Context, *hearing) error) (heard *hearing, err error) {
	ctx, cancel := context.WithTimeout(ctx, driver.Patience)
	defer cancel()
	queued := message + " " + domainOf(recipients[0])
	if err := o.takeUp(ctx, queued); err != nil {
		return nil, err
	}
	log, err := o.bench.Watch(exec.Command(o.program.Path, "-d", "-v", "-f", "/etc/smtpd.conf"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	log.Untold = housekeeping
	ready := func(line string) bool { return strings.HasPrefix(line, "debug: smtp: will accept") }
	if err := log.Until(ctx, ready); err != nil {
		return nil, fmt.Errorf("start OpenSMTPD: %w", err)
	}
	heard = newHearing(recipients, o.words)
	if err := begin(ctx, heard); err != nil {
		return nil, err
	}
	if err := o.listen(ctx, log, heard); err != nil {
		return nil, err
	}
	return heard, o.layAside(ctx, queued, heard)
}

// listen hears what is said until there is a fate for each recipient.
func (o *outbox) listen(ctx context.Context, log *driver.Log, heard *hearing) error {
	if heard.complete() {
		return nil
	}
	ctx, cancel := o.untilSilent(ctx)
	defer cancel()
	err := log.Until(ctx, func(line string) bool {
		heard.line(line)
		return heard.complete()
	})
	if err == nil && !heard.complete() {
		return fmt.Errorf("%w: OpenSMTPD has not lost its patience, and cannot be told to have less", sim.ErrNotSupported)
	}
	return err
}

// untilSilent bounds ctx to what may still be heard once a server has fallen silent.
func (o *outbox) untilSilent(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-o.bench.Env.Stalled:
		case <-ctx.Done():
		}
		select {
		case <-time.After(afterSilence):
			cancel(context.DeadlineExceeded)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

// submit hands a message over; a recipient that is refused there is returned to the envelope sender.
func (o *outbox) submit(ctx context.Context, message evidence.Message, heard *hearing) error {
	conn, err := o.bench.DialContext(ctx, "tcp", inbox)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	client, err := smtp.NewClient(conn, "localhost")
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Mail(message.From); err != nil {
		return err
	}
	for _, recipient := range heard.recipients {
		err := client.Rcpt(recipient)
		if err != nil && driver.NeedsSMTPUTF8(recipient) {
			return fmt.Errorf("%w: it is without SMTPUTF8 and refuses the recipient: %w", sim.ErrNotSupported, err)
		}
		if err != nil {
			heard.verdicts[driver.Mailbox(recipient)] = driver.Verdict{Fate: evidence.Bounced, Reason: err.Error()}
		}
	}
	if heard.complete() {
		return nil
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := body.Write(message.Data); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	_ = client.Quit() // the message is its own now, and it may have died of the delivery
	return nil
}

// Close leaves the network to another world: no OpenSMTPD outlives an attempt.
func (o *outbox) Close() error {
	o.bench.MarkReusable(nil)
	return nil
}
