package exchange

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"

	"mtalab/fakemta"
	"mtalab/internal/exchange2010"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// Receiver is the model of Exchange as an MTA that listens: TLS for whoever asks, and passwords inside it
// alone (EXCH-1 to EXCH-6). The zero value is ready for use.
type Receiver struct{}

var _ sim.Receiver = Receiver{}

// Name is "exchange".
func (Receiver) Name() string { return "exchange" }

// Listen starts it. Of a policy it can be told who may authenticate; the rest is the ESA's.
func (Receiver) Listen(_ context.Context, env sim.ReceiverEnv) (sim.ReceiverInstance, error) {
	told := env.Listener
	if told.TLS == policy.Never || told.TLS == policy.Always || len(told.InTLSOnly) > 0 || told.VerifiesClients || told.KeyUnavailable {
		return nil, fmt.Errorf("%w: Exchange has no mail flow policies like the ESA's", sim.ErrNotSupported)
	}
	listener, err := env.Network.Listen("tcp", env.Address.String())
	if err != nil {
		return nil, fmt.Errorf("start the listener: %w", err)
	}
	in := &inbox{env: env}
	in.server.Name, in.server.Now = env.Hostname, env.Clock.Now
	in.server.Certificate = func(string) (*tls.Certificate, error) { return env.Certificate, nil }
	in.server.Users = map[string]string{} // nobody
	if told.Users != nil {
		in.server.Users = told.Users
	}
	in.server.Behaviour.Plain.Capabilities = exchange2010.Capabilities(false)
	in.server.Behaviour.Encrypted.Capabilities = exchange2010.Capabilities(true)
	env.Record(evidence.Note{Text: onePort.Name, Cause: onePort})
	env.Record(evidence.Note{Text: offersTLS.Name, Cause: offersTLS})
	if told.Users != nil {
		env.Record(evidence.Note{Text: noPasswords.Name, Cause: noPasswords})
	}
	in.server.OnDecision = func(_ *fakemta.Session, decision fakemta.Decision) {
		switch decision {
		case fakemta.StartsAnew:
			env.Record(evidence.Note{Text: anew.Name, Cause: anew})
		case fakemta.RefusesSecondTLS:
			env.Record(evidence.Note{Text: noSecondTLS.Name, Cause: noSecondTLS})
		}
	}
	in.server.Start(listener)
	return in, nil
}

// inbox is the receiver at work.
type inbox struct {
	env    sim.ReceiverEnv
	server fakemta.Server
}

// Dial connects to it.
func (in *inbox) Dial(ctx context.Context) (net.Conn, error) {
	return in.env.Network.DialContext(ctx, "tcp", in.env.Address.String())
}

// Close ends it.
func (in *inbox) Close() error { return in.server.Close() }
