package esa

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/internal/outbound"
	"mtalab/sim/evidence"
	"mtalab/sim/explain"
	"mtalab/sim/policy"
)

// neededChange is one thing that would give a message a better fate, done by itself and at one host.
type neededChange struct {
	kind changeKind
	// name is the name that is to be added, presented, or led back to the host; empty for other kinds.
	name string
	// at is the host; its Address is invalid for what is no matter of a host.
	at evidence.NextHop
	// text says what to do, for a person.
	text string
}

// changeKind is what kind of thing is to be changed.
type changeKind int

// The kinds of changes. Those up to pointReverse make the names of the certificate match: they were
// tried on the flow that decided, and the message is then delivered verified. Each of the others takes one
// obstacle away, and what comes behind it decides.
const (
	addDNSName    changeKind = iota // to the certificate
	setCommonName                   // of the certificate
	dropDNSNames                    // of the certificate, so that its Common Name counts
	leadBack                        // an address record, from a PTR name to the host
	pointReverse                    // a PTR record of the host's address, and the address record back

	reach         // the host must take connections and speak SMTP
	offerSTARTTLS // the host must offer STARTTLS and answer it with 220
	handshake     // the host must complete the handshake
	certify       // the host must show a certificate that passes stage I
	acceptMail    // the host must accept what it refused
	choose        // the policy allows no better fate
	lead          // DNS or the routes must lead to a host
)

// proven says whether the change alone was found to make the message delivered verified.
func (c neededChange) proven() bool { return c.kind <= pointReverse }

var _ explain.Adviser = Sender{}

// Advise is the advice of package esa, of which it keeps what every sender can tell.
func (Sender) Advise(policy policy.Policy, delivery explain.Delivery) []explain.Change {
	changes, err := advise(policy, delivery)
	if err != nil {
		return nil // under options that cannot be read nothing was sent
	}
	var told []explain.Change
	for _, change := range changes {
		told = append(told, explain.Change{At: change.at, Text: change.text, Proven: change.proven()})
	}
	return told
}

// advise says what would have to change for the next better fate of a delivery under a policy; nothing
// if it is delivered verified. Of several changes any one is enough.
func advise(policy policy.Policy, delivery explain.Delivery) ([]neededChange, error) {
	options, err := parseReadings(policy.Options)
	if err != nil {
		return nil, err
	}
	outcome, told := worst(delivery.Outcomes)
	switch {
	case !told || outcome.Fate == evidence.DeliveredVerified:
		return nil, nil
	case len(delivery.Tries) == 0:
		return []neededChange{{kind: lead, text: wayOut(outcome)}}, nil
	case outcome.Fate == bestUnder(named(delivery.Setting)):
		return []neededChange{{kind: choose, text: ceiling(named(delivery.Setting))}}, nil
	}
	tries := delivery.Tries
	if outcome.Fate.Delivered() {
		tries = tries[len(tries)-1:] // the one that decided
	}
	var changes []neededChange
	for _, try := range tries {
		changes = append(changes, options.advise(delivery, try)...)
	}
	return changes, nil
}

// worst is the outcome that is farthest from "delivered verified".
func worst(outcomes []evidence.Outcome) (found evidence.Outcome, told bool) {
	for _, outcome := range outcomes {
		if !told || slices.Index(evidence.Fates(), outcome.Fate) > slices.Index(evidence.Fates(), found.Fate) {
			found, told = outcome, true
		}
	}
	return found, told
}

// bestUnder is the best fate that a setting can give (ESA-10 to ESA-14).
func bestUnder(setting policy.Setting) evidence.Fate {
	switch setting {
	case No:
		return evidence.DeliveredPlaintext
	case Preferred, Required:
		return evidence.DeliveredEncrypted
	}
	return evidence.DeliveredVerified
}

func ceiling(setting policy.Setting) string {
	if setting == No {
		return `choose a setting that starts TLS: "No" never does`
	}
	return fmt.Sprintf("choose a setting that verifies: %q never looks at a certificate", setting)
}

// wayOut is for a fate that was decided without a connection.
func wayOut(outcome evidence.Outcome) string {
	switch outcome.Cause {
	case outbound.NoSuchDomain:
		return "the recipient domain must exist in DNS"
	case outbound.NoAnswerYet:
		return "the name server must answer the question for MX records"
	case outbound.NullMX:
		return "the domain says that it accepts no mail: its owner must replace the null MX by one that names a host"
	case outbound.OnlyToMyself:
		return "an MX record of a better preference than the sender's own must name another host"
	case discarded:
		return "take the route to /dev/null away"
	}
	return "an MX record, or the route, must name a host that has an address which the sender may use"
}

// advise looks at one attempt for the first thing that stood in the way.
func (o readings) advise(delivery explain.Delivery, try explain.HostAttempt) []neededChange {
	if obstacle, found := obstacleOfDANE(try); found {
		return []neededChange{obstacle}
	}
	if obstacle, found := obstacleBeforeTLS(try); found {
		return []neededChange{obstacle}
	}
	if validation, ok := try.Validation(); ok && !validation.Accepted() {
		return []neededChange{{kind: certify, at: try.NextHop, text: remedies[validation.Problem] + "; only then are its names compared"}}
	}
	if obstacle, found := obstacleInTLS(try); found {
		return []neededChange{obstacle}
	}
	changes := o.matches(delivery, try)
	if len(changes) == 0 {
		return []neededChange{{kind: choose, at: try.NextHop, text: "choose another setting: no certificate can match here, as there is no name to compare it with"}}
	}
	return changes
}

// obstacleBeforeTLS follows the session up to the handshake, as the sender saw it.
func obstacleBeforeTLS(try explain.HostAttempt) (neededChange, bool) {
	at := try.NextHop
	if len(try.Exchanges) == 0 {
		return neededChange{kind: reach, at: at, text: fmt.Sprintf("let it accept connections on port %d", at.Address.Port())}, true
	}
	if greeting := try.Exchanges[0]; !strings.HasPrefix(greeting.Reply, "220") {
		return neededChange{kind: reach, at: at, text: "let it greet with 220" + instead(greeting.Reply)}, true
	}
	hello, asked := lastPlain(try, "HELO", "EHLO"), lastPlain(try, "STARTTLS")
	switch {
	case !strings.HasPrefix(hello.Reply, "250"):
		return neededChange{kind: reach, at: at, text: fmt.Sprintf("let it answer %s with 250%s", hello.Verb(), instead(hello.Reply))}, true
	case try.TLS != nil:
		return neededChange{}, false
	case asked.Command == "":
		return neededChange{kind: offerSTARTTLS, at: at, text: "let it offer STARTTLS in its reply to EHLO"}, true
	case !strings.HasPrefix(asked.Reply, "220"):
		return neededChange{kind: offerSTARTTLS, at: at, text: "let it answer STARTTLS with 220" + instead(asked.Reply)}, true
	}
	return neededChange{kind: handshake, at: at, text: "let it complete the TLS handshake (" + try.Reason + ")"}, true
}

// lastPlain is the last exchange in the clear with one of some commands; empty if there was none.
func lastPlain(try explain.HostAttempt, verbs ...string) evidence.CommandReply {
	for _, exchange := range slices.Backward(try.Exchanges) {
		if !exchange.Encrypted && slices.Contains(verbs, exchange.Verb()) {
			return exchange
		}
	}
	return evidence.CommandReply{}
}

// obstacleInTLS finds what the server refused after the handshake; the answer to QUIT counts for nothing.
func obstacleInTLS(try explain.HostAttempt) (neededChange, bool) {
	for i, exchange := range try.Exchanges {
		refused := exchange.Reply == "" || exchange.Reply[0] > '3'
		again := exchange.Verb() == "EHLO" && i+1 < len(try.Exchanges) && try.Exchanges[i+1].Verb() == "HELO"
		if exchange.Encrypted && refused && !again && exchange.Verb() != "QUIT" {
			what := exchange.Verb()
			if what == "." {
				what = "the message"
			}
			return neededChange{kind: acceptMail, at: try.NextHop,
				text: fmt.Sprintf("let it accept %s inside TLS%s", what, instead(exchange.Reply))}, true
		}
	}
	return neededChange{}, false
}

// instead is what was answered in place of what is asked for.
func instead(reply string) string {
	if reply == "" {
		return " (there was no answer)"
	}
	return fmt.Sprintf(" (the answer was %q)", strings.ReplaceAll(reply, "\n", " / "))
}

// remedies are what each problem of a certificate asks for.
var remedies = map[evidence.Problem]string{
	evidence.Expired:             "let it show a certificate that has not expired, and whose issuers have not",
	evidence.NotYetValid:         "let it show a certificate that is valid already",
	evidence.Untrusted:           "let it show a certificate with all intermediates up to an authority that the sender trusts",
	evidence.NotForServers:       "let it show a certificate that is made for servers (extended key usage serverAuth)",
	evidence.OutsideConstraints:  "let it show a certificate within the limits of its issuers",
	evidence.NotUnderstood:       "let it show a certificate without an unknown critical extension",
	evidence.Malformed:           "let it show a certificate that is as RFC 5280 wants it",
	evidence.Revoked:             "let it show a certificate that was not revoked",
	evidence.RevocationUnchecked: "make the revocation list that the certificate names reachable",
}
