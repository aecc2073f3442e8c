package steps

import (
	"fmt"
	"strings"

	"mtalab/fakedns"
	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

// neverReached is why a deviation was missed of which no more is known.
const neverReached = "the sender never came to it"

// How things come into play.
var (
	// playsAtAll is of what makes a subject of its own: it came up, or nothing of it did.
	playsAtAll = play{reached, func(deviation, *sim.Running) string { return "" }}
	isShown    = play{secured, showsCertificate}
	shakes     = play{secured, handshakes}
	connects   = play{spoken, missedConnection}
	isRefused  = play{reached, missedRefusal}
	isReset    = play{reached, disturbs("the connection is reset")}
	isSilent   = play{reached, disturbs("nobody answers")}
	isCut      = play{spoken, disturbs("the connection is cut")}
)

// missedAnswer looks for what the MTA answers otherwise.
func missedAnswer(d deviation, running *sim.Running) string {
	what, inside := strings.CutSuffix(d.answer, " inside TLS")
	_, verb, _ := strings.Cut(what, " ")
	otherHalf, most := false, 0
	for _, events := range d.of.heard(running) {
		times := 0
		for _, event := range events {
			switch {
			case !comesTo(event, what, verb, inside):
			case verb != "" && isCommand(what) && event.Encrypted != inside:
				otherHalf = true
			default:
				times++
			}
		}
		if most = max(most, times); times > 0 && times >= d.nth {
			return ""
		}
	}
	switch {
	case most > 0:
		return fmt.Sprintf("%s was said %d times at most in a session", verb, most)
	case otherHalf && inside:
		return fmt.Sprintf("%s was said before TLS alone", verb)
	case otherHalf:
		return fmt.Sprintf("%s was said inside TLS alone: say %q for that", verb, d.answer+" inside TLS")
	}
	return neverReached
}

// isCommand says whether an answer is one to a command.
func isCommand(what string) bool {
	switch what {
	case "greets", "a greeting", "answers the TLS handshake", "a TLS handshake":
		return false
	}
	return true
}

// comesTo says whether an event is that at which an MTA gives an answer.
func comesTo(event fakemta.Event, what, verb string, inside bool) bool {
	switch what {
	case "greets", "a greeting":
		if inside {
			return event.Kind == fakemta.Handshake
		}
		return event.Kind == fakemta.Opened
	case "answers the TLS handshake", "a TLS handshake":
		return event.Kind == fakemta.HelloReceived
	}
	return asks(event, verb)
}

// asks says whether a client does what a verb of a phrase stands for.
func asks(event fakemta.Event, verb string) bool {
	switch {
	case verb == ".":
		return event.Kind == fakemta.MessageReceived
	case event.Kind != fakemta.ClientLine:
		return false
	case verb == "*":
		return !isVerb(event.Text, "QUIT")
	}
	return isVerb(event.Text, verb)
}

// showsCertificate looks for a handshake in which a certificate is shown: not one of those by server name.
func showsCertificate(d deviation, running *sim.Running) string {
	return missedHello(d, running, func(name string) bool { return d.of.state().ByServerName[name] == nil })
}

// handshakes looks for a handshake.
func handshakes(d deviation, running *sim.Running) string {
	return missedHello(d, running, func(string) bool { return true })
}

// showsFor looks for a handshake under a server name.
func showsFor(name string) play {
	return play{secured, func(d deviation, running *sim.Running) string {
		return missedHello(d, running, func(asked string) bool { return asked == name })
	}}
}

// missedHello says why there was no ClientHello with such a server name.
func missedHello(d deviation, running *sim.Running, is func(serverName string) bool) string {
	var asked []string
	for session, events := range d.of.heard(running) {
		hello := session.Hello()
		for _, event := range events {
			if event.Kind == fakemta.HelloReceived && is(strings.ToLower(hello.ServerName)) {
				return ""
			}
		}
		if hello != nil {
			asked = append(asked, hello.ServerName)
		}
	}
	if len(asked) > 0 {
		return fmt.Sprintf("the server name in the ClientHello was %q", asked[0])
	}
	return "the sender began no TLS handshake"
}

// disturbs looks for what happens to connections on their way.
func disturbs(words string) func(deviation, *sim.Running) string {
	return func(d deviation, running *sim.Running) string {
		for _, happened := range d.of.disturbances(running) {
			if strings.HasPrefix(happened.Text, words) {
				return ""
			}
		}
		return neverReached
	}
}

// missedConnection looks for any connection.
func missedConnection(d deviation, running *sim.Running) string {
	if len(d.of.heard(running)) == 0 {
		return neverReached
	}
	return ""
}

// missedRefusal looks for a connection to where nobody listens, as far as the sender tells of it: nobody else can.
func missedRefusal(d deviation, running *sim.Running) string {
	attempts := sim.Of[evidence.HostAttempt](running.Trail)
	for _, attempt := range attempts {
		if attempt.NextHop.Address == d.of.mta.AddrPort() {
			return ""
		}
	}
	if len(attempts) == 0 {
		return ""
	}
	return disturbs("the connection is refused")(d, running)
}

// questioned looks for a question to the name server that a fault meets.
func questioned(fault fakedns.Fault) play {
	return play{reached, func(_ deviation, running *sim.Running) string {
		for _, query := range sim.Of[fakedns.Query](running.Trail) {
			if fault.Meets(query) {
				return ""
			}
		}
		return "the name server was never asked"
	}}
}
