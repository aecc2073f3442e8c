package outbound

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"syscall"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

// Open connects to a host and reads its greeting; down is the cause if the host does not get so far. Not ok
// means that the verdict gives the host up; the session is nil if there was no connection.
// The caller closes it.
func Open(ctx context.Context, env sim.Env, address netip.AddrPort, down evidence.Cause) (session *Session, v Verdict, ok bool) {
	session, err := Dial(ctx, env.Network, env.Clock, address.String())
	if errors.Is(err, syscall.ECONNRESET) { // it came about, and was over before we knew
		return nil, Next(down, "no greeting: %s", Trouble(err)), false
	}
	if err != nil {
		return nil, Next(down, "no connection: %s", Trouble(err)), false
	}
	reply, err := session.Greeting()
	switch {
	case err != nil:
		return session, Next(down, "no greeting: %s", Trouble(err)), false
	case reply.Class() == 2 && reply.Code != 220:
		return session, Next(OtherPositive, "greeted with %s", reply), false
	case reply.Code != 220:
		return session, Next(down, "greeted with %s", reply), false
	}
	return session, Verdict{}, true
}

// Greet says Hello and judges the answer; down is the cause if the host is given up for it. Not ok means
// that the session is over.
func (s *Session) Greet(name string, down evidence.Cause) (Verdict, bool) {
	reply, err := s.Hello(name)
	switch {
	case errors.Is(err, ErrSecondGreeting):
		return Next(SecondGreeting, "%v", err), false
	case err != nil:
		return Next(down, "no answer to EHLO: %s", Trouble(err)), false
	case reply.Code == 250:
		return Verdict{}, true
	case reply.Class() == 5:
		return Verdict{Fate: evidence.Bounced, Cause: s.refusal("EHLO", reply.Code), Reason: fmt.Sprintf("EHLO and HELO are refused: %s", reply)}, false
	}
	cause := NoHelloNow
	if reply.Class() == 2 {
		cause = OtherPositive
	}
	return Next(cause, "EHLO is answered %s", reply), false
}
