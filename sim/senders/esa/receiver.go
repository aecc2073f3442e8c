package esa

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"mtalab/fakemta"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Receiver is the model. The zero value is honest.
type Receiver struct{ mistake mistake }

var _ sim.Receiver = Receiver{}

// Name is "esa", or "faulty=" and what its mistake is called.
func (r Receiver) Name() string {
	if r.mistake.name != "" {
		return "faulty=" + r.mistake.name
	}
	return "esa"
}

// Listen starts it.
func (r Receiver) Listen(_ context.Context, env sim.ReceiverEnv) (sim.ReceiverInstance, error) {
	listener, err := env.Network.Listen("tcp", env.Address.String())
	if err != nil {
		return nil, fmt.Errorf("start the listener: %w", err)
	}
	in := &inbox{env: env}
	in.setUp()
	if r.mistake.make != nil {
		r.mistake.make(in)
	}
	in.tellPolicy()
	in.server.OnDecision = func(_ *fakemta.Session, decision fakemta.Decision) {
		if cause, tells := decisions[decision]; tells {
			in.env.Record(evidence.Note{Text: cause.Name, Cause: cause})
		}
	}
	in.server.Start(listener)
	return in, nil
}

// decisions are the causes of what the server decides.
var decisions = map[fakemta.Decision]evidence.Cause{
	fakemta.RefusesParameter: withoutParameter,
	fakemta.RefusesSecondTLS: noSecondTLS,
	fakemta.DropsPremature:   prematureDropped,
	fakemta.StartsAnew:       anew,
	fakemta.TakesAnyName:     anyServerName,
}

// tellPolicy tells what the listener does by its policy.
func (in *inbox) tellPolicy() {
	told := in.env.Listener
	cause := listenerPolicy
	if told.TLS == policy.Always {
		cause = listenerDemands
	}
	in.env.Record(evidence.Note{Text: fmt.Sprintf("the policy of the listener is %s", Dialect{}.FormatListener(told.TLS)), Cause: cause})
	for _, more := range []struct {
		applies bool
		cause   evidence.Cause
	}{
		{len(told.InTLSOnly) > 0, listedSenders},
		{told.VerifiesClients, clientCertificates},
		{told.Users != nil && told.TLS != policy.Never && told.TLS != "", passwordsInTLS},
		{told.KeyUnavailable, keyUnavailable},
	} {
		if more.applies {
			in.env.Record(evidence.Note{Text: more.cause.Name, Cause: more.cause})
		}
	}
}

// inbox is the receiver at work.
type inbox struct {
	env    sim.ReceiverEnv
	server fakemta.Server
	silent bool // its Received headers do not tell of TLS
}

var _ sim.MessageReader = (*inbox)(nil)

// setUp puts the policy into the words of fakemta.
func (in *inbox) setUp() {
	in.server.Name, in.server.Now = in.env.Hostname, in.env.Clock.Now
	in.server.Users = in.env.Listener.Users
	behaviour := &in.server.Behaviour
	offersTLS := in.env.Listener.TLS == policy.IfOffered || in.env.Listener.TLS == policy.Always
	if in.env.Listener.Users != nil {
		behaviour.Encrypted.Capabilities = withAUTH()
		if !offersTLS {
			behaviour.Plain.Capabilities = withAUTH()
		}
	}
	if !offersTLS {
		return
	}
	in.server.Certificate = func(string) (*tls.Certificate, error) { return in.env.Certificate, nil }
	in.verifyClients()
	behaviour.Plain.Replies = map[string]fakemta.Reply{}
	if in.env.Listener.TLS == policy.Always {
		in.demandTLS()
	}
	if in.env.Listener.KeyUnavailable {
		behaviour.Plain.Replies["STARTTLS"] = fakemta.Reply{Text: "454 4.7.0 TLS is not available now"}
	}
	in.server.Refuse = func(_ *fakemta.Session, from string, encrypted bool) string {
		if !encrypted && in.env.Listener.DemandsTLS(from) {
			return demand
		}
		return ""
	}
}

func withAUTH() []string { return append(fakemta.DefaultCapabilities(), "AUTH PLAIN LOGIN") }

// demand is RFC 3207 §4's answer to what must not be said without TLS.
const demand = "530 5.7.0 Must issue a STARTTLS command first"

// demandTLS refuses, before TLS, everything but NOOP, EHLO, STARTTLS and QUIT (RFC 3207 §4).
func (in *inbox) demandTLS() {
	replies := in.server.Behaviour.Plain.Replies
	replies[fakemta.AnyCommand] = fakemta.Reply{Text: demand}
	for _, exempt := range []string{"NOOP", "EHLO", "STARTTLS"} {
		if _, said := replies[exempt]; !said {
			replies[exempt] = fakemta.Reply{} // an entry, by which AnyCommand is not for it
		}
	}
}

func (in *inbox) verifyClients() {
	if !in.env.Listener.VerifiesClients {
		return
	}
	behaviour := &in.server.Behaviour
	in.server.ClientCAs = x509.NewCertPool()
	for _, root := range in.env.Roots {
		in.server.ClientCAs.AddCert(root)
	}
	behaviour.ClientAuth = tls.VerifyClientCertIfGiven
	if in.env.Listener.TLS == policy.Always {
		behaviour.ClientAuth = tls.RequireAndVerifyClientCert
	}
}

// Dial connects to it.
func (in *inbox) Dial(ctx context.Context) (net.Conn, error) {
	return in.env.Network.DialContext(ctx, "tcp", in.env.Address.String())
}

// Kept is the message that was accepted last, below the Received header of this receiver.
func (in *inbox) Kept(context.Context, string) ([]byte, error) {
	for _, session := range slices.Backward(in.server.Sessions()) {
		for _, message := range slices.Backward(session.Messages()) {
			if message.Accepted {
				return append([]byte(in.received(session, message)), message.Data...), nil
			}
		}
	}
	return nil, errors.New("no message was accepted")
}

// received is a Received header (RFC 5321 §4.4) with the protocol by RFC 3848, and the version and cipher
// suite of TLS, by which a reader can tell how a message came.
func (in *inbox) received(session *fakemta.Session, message fakemta.Message) string {
	protocol, secured := "ESMTP", ""
	if state := session.TLS(); message.Encrypted && state != nil && !in.silent {
		protocol += "S"
		secured = fmt.Sprintf(" (%s %s)", tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite))
	}
	return fmt.Sprintf("Received: from %s by %s with %s%s; %s\r\n",
		message.Hello, in.env.Hostname, protocol, secured, in.env.Clock.Now().Format(time.RFC1123Z))
}

// Close ends it.
func (in *inbox) Close() error { return in.server.Close() }
