// Package exim drives a real Exim as a sender: one process for each message, which makes one attempt.
package exim

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"fmt"
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

// Sender is Exim 4, installed or unpacked. The zero value is ready for use.
type Sender struct{ driver.Real[description] }

var (
	_ sim.Patient       = Sender{}
	_ sim.PolicyChecker = Sender{}
)

// description says which MTA it is, which needs no configuration to tell its version.
type description struct{}

// MTA is Exim 4.
func (description) MTA() driver.MTA {
	return driver.MTA{
		Name: "exim", Package: "exim4", Path: "/usr/sbin/exim4",
		Version: []string{"", "-C", "/dev/null", "-bV"}, Told: told, Patience: 4 * time.Second, Users: []driver.User{user},
	}
}

var told = regexp.MustCompile(`(?m)^Exim version ([0-9]\S*)`)

// user is whom Debian's Exim runs as.
var user = driver.User{Name: "Debian-exim", ID: 100}

const (
	configuration = "/etc/exim4/mtalab.conf"
	logFile       = "/var/log/exim4/mainlog"
	hints         = "/var/spool/exim4/db"
)

// known are Exim's words for the settings of which it makes the same promise, as options of the smtp
// transport (Exim specification, chapter 30 "The smtp transport" and chapter 43 "Encrypted SMTP
// connections"). An empty tls_try_verify_hosts would make verification mandatory. "Preferred" is what it
// does by itself, plaintext after a handshake that failed included: features/known/exim.txt says where
// that is not the ESA's promise. tls_tempfail_tryclear = false would not be it either, as it ends what
// the ESA allows, plaintext after a 454.
var known = map[policy.Requirement][]string{
	policy.WithoutTLS:    {"hosts_avoid_tls = *"},
	policy.Opportunistic: {},
	policy.WithTLS:       {"hosts_require_tls = *"},
	policy.ByChain:       {"hosts_require_tls = *", "tls_verify_hosts = *", "tls_verify_cert_hostnames ="},
	policy.ByMXHost:      {"hosts_require_tls = *", "tls_verify_hosts = *", "tls_verify_cert_hostnames = *"},
}

//go:embed exim.conf.tmpl
var text string

var configured = template.Must(template.New("exim.conf").Parse(text))

// vocabulary is known, whatever leads the mail: what it compares is the name of the host that it connects to, or its address
// where a route has that.
var vocabulary = driver.Vocabulary[[]string]{
	MTA: "Exim", Known: known,
	Routed: func(d driver.Domain[[]string]) ([]string, error) { return d.In(known, "Exim") },
	DANE:   byDANE,
}

// destination is one entry of the policy.
type destination struct {
	Domain    string // as in driver.Domain
	Subdomain bool   // Domain stands for the subdomains of one
	Hosts     string // of its route, as route_data has them; empty: the MX records lead the way
	Discards  bool
	DANE      bool
	Options   []string
}

// CheckPolicy says sim.ErrNotSupported where the policy has no words in Exim.
func (Sender) CheckPolicy(policy policy.Policy) error {
	_, err := vocabulary.InWords(policy)
	return err
}

// Launch furnishes the world for Exim. sim.ErrNotSupported says that the policy has no words in Exim.
func (s Sender) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	program, err := s.Find()
	if err != nil {
		return nil, err
	}
	words, err := vocabulary.InWords(env.Policy)
	if err != nil {
		return nil, err
	}
	var destinations []destination
	for _, entry := range words.All() {
		destinations = append(destinations, destination{
			entry.Name, strings.HasPrefix(entry.Name, "."), hosts(entry.Route), entry.Route.Discards(), entry.WantsDANE(),
			append(credentials(env), entry.Words...),
		})
	}
	var config bytes.Buffer
	data := struct {
		Hostname     string
		Destinations []destination
	}{env.Hostname, destinations}
	if err := configured.Execute(&config, data); err != nil {
		return nil, fmt.Errorf("configure Exim: %w", err)
	}
	own, err := driver.ClientFiles(env, user)
	if err != nil {
		return nil, err
	}
	bench, err := driver.NewSandbox(ctx, env, program, []driver.User{user}, namespace.Root{Files: append(own,
		namespace.File{Path: configuration, Content: config.Bytes()},
		namespace.File{Path: "/var/spool/exim4", Folder: true, UID: user.ID, GID: user.ID},
		namespace.File{Path: "/var/log/exim4", Folder: true, UID: user.ID, GID: user.ID},
	)})
	if err != nil {
		return nil, err
	}
	return &outbox{bench: bench, program: program, words: words, queued: map[string]string{}}, nil
}

// credentials tell Exim the trust anchors, as Debian's build would take the system's by itself, and its
// own certificate, if it has one.
func credentials(env sim.Env) []string {
	options := []string{"tls_verify_certificates = " + driver.RootsFile}
	if env.Certificate != nil {
		options = append(options, "tls_certificate = "+driver.ClientCertificate, "tls_privatekey = "+driver.ClientKey)
	}
	return options
}

// outbox is Exim in one world.
type outbox struct {
	bench   *driver.Sandbox
	program debian.Program
	words   driver.Words[[]string]
	read    int               // how much of the log was read
	queued  map[string]string // the names that messages have in the queue, by their ID
	tried   time.Time         // when the last attempt was made, by the world's clock
}

var _ sim.Retrier = (*outbox)(nil)

// Send lets Exim make its first attempt in the foreground (-odf).
func (o *outbox) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	arguments := []string{"-odf", "-i", "-f", message.From}
	return o.attempt(ctx, message, driver.UnixText(message.Data), append(arguments, driver.Envelope(message.To)...)...)
}

// Retry has Exim deliver a message that is in its queue (-M).
func (o *outbox) Retry(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	o.bench.Note("exim -M " + o.queued[message.ID])
	return o.attempt(ctx, message, nil, "-M", o.queued[message.ID])
}

// attempt runs Exim. Its exit status says nothing of the delivery; its log does.
func (o *outbox) attempt(ctx context.Context, message evidence.Message, input []byte, arguments ...string) ([]evidence.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, driver.Patience)
	defer cancel()
	if err := o.forgetHints(ctx); err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, o.program.Path, append([]string{"-C", configuration}, arguments...)...)
	user.Runs(command)
	_, _, problem := o.bench.Run(ctx, command, input)
	log, err := o.bench.ReadFile(ctx, logFile)
	if err != nil {
		return nil, cmp.Or(problem, err)
	}
	fresh := driver.Lines(log[min(o.read, len(log)):])
	o.read = len(log)
	verdicts, id := judgeAll(o.queued[message.ID], fresh, message, func(told string) { o.bench.Note(told) })
	o.queued[message.ID] = id
	if problem != nil && len(verdicts) == 0 {
		return nil, problem
	}
	return o.words.Outcomes("Exim", message.To, verdicts)
}

// judgeAll reads what the main log says of a message, tells it line by line, and judges it recipient by recipient. A
// message to an address whose form Exim does not take is not taken in: the report to its sender is all that is logged. id is
// its name in the queue; empty: it is the first that is taken in, as later ones are bounces.
func judgeAll(id string, lines []string, message evidence.Message, tell func(string)) (map[string]driver.Verdict, string) {
	verdicts := map[string]driver.Verdict{}
	reported := false
	for _, line := range lines {
		if strings.HasSuffix(line, "lost privilege for using -C option") {
			continue // true, and nobody's concern: it is to have none
		}
		_, told, _ := strings.Cut(line, " ") // the date
		_, told, _ = strings.Cut(told, " ")  // the time
		tell(told)
		about, _, _ := strings.Cut(told, " ")
		switch report := message.From != "" && strings.HasPrefix(told, about+" <= <> "); {
		case id == "" && report:
			reported = true
		case id == "" && strings.HasPrefix(told, about+" <= "):
			id = about
		}
		if recipient, verdict, ok := judge(told); ok && (id == "" || id == about) {
			verdicts[recipient] = verdict
		}
	}
	if id == "" && reported {
		for _, recipient := range message.To {
			verdicts[driver.Mailbox(recipient)] = driver.Verdict{Fate: evidence.Bounced, Reason: "Exim takes no message to it, and reports that to the sender"}
		}
	}
	return verdicts, id
}

// forgetHints takes away what Exim remembers of hosts that failed, once time has passed in the world: by its own clock
// it would still be too early to try them, for another message too.
func (o *outbox) forgetHints(ctx context.Context) error {
	now := o.bench.Env.Clock.Now()
	if o.tried.Equal(now) || o.tried.IsZero() {
		o.tried = now
		return nil
	}
	o.tried = now
	if _, _, err := o.bench.Run(ctx, exec.CommandContext(ctx, "/bin/rm", "-rf", hints), nil); err != nil {
		return fmt.Errorf("take away what Exim remembers of hosts: %w", err)
	}
	return nil
}

// Close leaves the network to another world: no process of Exim outlives an attempt.
func (o *outbox) Close() error {
	o.bench.MarkReusable(nil)
	return nil
}

var (
	// delivery is a line on one recipient: an identifier, what happened, to whom, and how (Exim
	// specification, chapter 53 "Log files").
	delivery = regexp.MustCompile(`^\S+ (=>|->|==|\*\*) ([^\s:]+|:blackhole:)(?: <([^\s>]+)>)?:? (.*)$`)
	host     = regexp.MustCompile(` H=(\S+) \[([^]]+)\]`)
	verified = regexp.MustCompile(` CV=(yes|dane)\b`)
)

// judge reads one line of the main log, without its date and time.
func judge(line string) (recipient string, verdict driver.Verdict, ok bool) {
	found := delivery.FindStringSubmatch(line)
	if found == nil {
		return "", driver.Verdict{}, false
	}
	recipient = driver.Mailbox(cmp.Or(found[3], found[2]))
	how := " " + found[4]
	verdict.Reason = found[4]
	if where := host.FindStringSubmatch(how); where != nil {
		verdict.Host, verdict.Address = where[1], where[2]
	}
	switch {
	case found[1] == "==":
		verdict.Fate = evidence.Deferred
	case found[1] == "**":
		verdict.Fate = evidence.Bounced
	case found[2] == ":blackhole:":
		verdict.Fate = evidence.Discarded
	case verified.MatchString(how):
		verdict.Fate, verdict.ByDANE = evidence.DeliveredVerified, strings.Contains(how, " CV=dane")
	case strings.Contains(how, " X=TLS"):
		verdict.Fate = evidence.DeliveredEncrypted
	default:
		verdict.Fate = evidence.DeliveredPlaintext
	}
	return recipient, verdict, true
}
