// Package postfix drives a real Postfix as a sender. It is kept running for one world after another as
// long as nothing but the policy changes, which it asks for at each delivery.
package postfix

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"time"
	"unicode"

	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Sender is Postfix, installed or unpacked. The zero value is ready for use.
type Sender struct{ driver.Real[description] }

var (
	_ sim.Patient       = Sender{}
	_ sim.PolicyChecker = Sender{}
)

// description says which MTA it is.
type description struct{}

// MTA is Postfix.
func (description) MTA() driver.MTA {
	return driver.MTA{
		Name: "postfix", Package: "postfix", Path: "/usr/lib/postfix/sbin/master",
		Version: []string{"/usr/sbin/postconf", "-d", "mail_version"}, Told: told, Patience: 4 * time.Second,
	}
}

var told = regexp.MustCompile(`mail_version = ([0-9]\S*)`)

// The users that Postfix gives up root for.
var (
	owner   = driver.User{Name: "postfix", ID: 101}
	dropper = driver.User{Name: "postdrop", ID: 102}
)

// known are the TLS security levels that promise the same (TLS_README, "TLS policy table"). Verify
// Hosted Domains wants the recipient domain or the MX name, as "match=nexthop:hostname" does.
var known = map[policy.Requirement]string{
	policy.WithoutTLS:    "none",
	policy.Opportunistic: "may",
	policy.WithTLS:       "encrypt",
	hosted:               "secure match=nexthop:hostname",
	policy.ByDomain:      "secure match=nexthop",
	policy.ByMXHost:      "verify match=hostname",
}

// hosted is what Verify Hosted Domains asks for.
var hosted = policy.Requirement{TLS: policy.Always, Chain: policy.Trusted, Names: policy.RecipientDomain | policy.RouteName | policy.MXHost}

// CheckPolicy says sim.ErrNotSupported where the policy has no words in Postfix.
func (Sender) CheckPolicy(policy policy.Policy) error {
	_, err := vocabulary.InWords(policy)
	return err
}

// Launch tells the policy to a Postfix that an earlier world has left running and that is configured as this
// one wants it, or else furnishes the world and starts one. sim.ErrNotSupported says that the policy has no
// words in Postfix.
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
	wanted, err := configure(env, words)
	if err != nil {
		return nil, err
	}
	bench := &driver.Sandbox{Private: private, Env: env}
	tenant := private.Resident()
	postfix, here := tenant.(*running)
	if here && postfix.configuration.equal(wanted) {
		postfix.log.For(bench)
	} else {
		private.MarkReusable(tenant) // which ends as the world is furnished
		if postfix, err = start(ctx, bench, program, wanted); err != nil {
			return nil, err
		}
	}
	postfix.policies.set(words)
	return &outbox{bench: bench, postfix: postfix, words: words, queued: map[string]string{}}, nil
}

// outbox is Postfix in one world.
type outbox struct {
	bench   *driver.Sandbox
	postfix *running
	words   driver.Words[string]
	queued  map[string]string // the names that messages have in the queue, by their ID
	lost    bool              // a message has no fate, and may get one in another world
}

var _ sim.Retrier = (*outbox)(nil)

// Send puts a message into the queue, as any program on the machine would, and listens to the log
// until it has the fate at the first attempt for each recipient.
func (o *outbox) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	arguments := []string{"-C", "/etc/postfix", "-i", "-B", body(message.Data), "-f", message.From}
	heard := newHearing()
	outcomes, err := o.attempt(ctx, message, heard, driver.UnixText(message.Data), "/usr/sbin/sendmail", append(arguments, driver.Envelope(message.To)...)...)
	o.queued[message.ID] = heard.id
	return outcomes, err
}

// Retry has Postfix take a message out of its deferred queue now (postqueue -i).
func (o *outbox) Retry(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	heard := newHearing()
	heard.id = o.queued[message.ID]
	if err := o.isDeferred(ctx, heard.id); err != nil {
		return nil, err
	}
	o.bench.Note("postqueue -i " + heard.id)
	return o.attempt(ctx, message, heard, nil, "/usr/sbin/postqueue", "-c", "/etc/postfix", "-i", heard.id)
}

// isDeferred waits until a message lies in the deferred queue: the log tells of its fate a moment before that, and
// postqueue takes nothing out of any other.
func (o *outbox) isDeferred(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, driver.Patience)
	defer cancel()
	for {
		file, err := o.bench.Open(ctx, "/var/spool/postfix/deferred/"+id[:1]+"/"+id)
		if err == nil {
			return file.Close()
		}
		if !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("look for message %s in Postfix's deferred queue: %w", id, err)
		}
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("%w: Postfix says that message %s is deferred, and it is not in that queue", sim.ErrMisbehaved, id)
		}
	}
}

// attempt runs a program by which Postfix makes an attempt, and listens to what comes of it.
func (o *outbox) attempt(ctx context.Context, message evidence.Message, heard *hearing, input []byte, program string, arguments ...string) (_ []evidence.Outcome, err error) {
	defer func() { o.lost = o.lost || err != nil }()
	ctx, cancel := context.WithTimeout(ctx, driver.Patience)
	defer cancel()
	o.postfix.log.Skip()
	o.postfix.log.Untold = heard.foreign
	if _, _, err := o.bench.Run(ctx, exec.CommandContext(ctx, program, arguments...), input); err != nil {
		return nil, err
	}
	err = o.postfix.log.Until(ctx, func(line string) bool {
		if !heard.foreign(line) {
			heard.line(line)
		}
		return heard.complete(message.To)
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

// Close leaves Postfix running for another world, unless a message was lost.
func (o *outbox) Close() error {
	if o.lost {
		return o.postfix.Close()
	}
	o.bench.MarkReusable(o.postfix)
	return nil
}
