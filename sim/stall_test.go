package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"mtalab/fakemta"
	"mtalab/sim/evidence"
)

func TestASenderIsToldOfAnMTAThatHasFallenSilent(t *testing.T) {
	t.Parallel()
	silent := fakemta.Behaviour{Plain: fakemta.Dialogue{Greeting: fakemta.Reply{Instead: fakemta.Silence}}}
	for name, behaviour := range map[string]fakemta.Behaviour{"honest": {}, "silent": silent} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := bounded(t)
			world := oneHostWith(t, behaviour, &scriptedSender{send: func(p *scriptedSender, m evidence.Message) ([]evidence.Outcome, error) {
				conn, err := p.env.Network.DialContext(ctx, "tcp", "192.0.2.1:25")
				if err != nil {
					return nil, err
				}
				defer conn.Close()
				if name == "silent" {
					select {
					case <-p.env.Stalled:
					case <-ctx.Done():
						t.Error("nobody says that the MTA is silent")
					}
					return says(m, evidence.Deferred), nil
				}
				_, err = conn.Read(make([]byte, 512)) // the greeting
				select {
				case <-p.env.Stalled:
					t.Error("the MTA has spoken")
				default:
				}
				return says(m, evidence.Deferred), err
			}})
			_, err := world.Send(ctx, letter("a@a.not"))
			require.NoError(t, err)
		})
	}
}
