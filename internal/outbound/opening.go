package outbound

import (
	"context"
	"errors"
	"net/netip"
	"syscall"

	"mtalab/sim"
)

// Open connects to a host and reads its greeting; rule is that of a host that does not get so far. Not ok
// means that the verdict gives the host up; the session is nil if there was no connection.
// The caller closes it.
func Open(ctx context.Context, env sim.Env, address netip.AddrPort, rule string) (session *Session, v Verdict, ok bool) {
	session, err := Dial(ctx, env.Network, env.Clock, address.String())
	if errors.Is(err, syscall.ECONNRESET) { // it came about, and was over before we knew
		return nil, Next(rule, "no greeting: %s", Trouble(err)), false
	}
	if err != nil {
		return nil, Next(rule, "no connection: %s", Trouble(err)), false
	}
	reply, err := session.Greeting()
	switch {
	case err != nil:
		return session, Next(rule, "no greeting: %s", Trouble(err)), false
	case reply.Code != 220:
		return session, Next(rule, "greeted with %s", reply), false
	}
	return session, Verdict{}, true
}

// Introduce says Hello and judges the answer; rule is that of a host that is given up for it. Not ok means
// that the session is over.
func (s *Session) Introduce(name, rule string) (Verdict, bool) {
	reply, err := s.Hello(name)
	switch {
	case errors.Is(err, ErrSecondGreeting):
		return Next("EXCH-11", "%v", err), false
	case err != nil:
		return Next(rule, "no answer to EHLO: %s", Trouble(err)), false
	case reply.Code == 250:
		return Verdict{}, true
	case reply.Class() == 5:
		return Bounced(reply, "EHLO and HELO are refused: %s", reply), false
	}
	return Next(rule, "EHLO is answered %s", reply), false
}
