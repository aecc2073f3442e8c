package steps_test

import (
	"bytes"
	"context"

	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/senders/esa"
)

// meddler is the ESA, if it changed what it is given: it drops a field of the header, or adds to the end of the text.
type meddler struct {
	esa.Sender
	drop, add string
}

func (m meddler) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	outbox, err := m.Sender.Launch(ctx, env)
	return meddling{outbox, m}, err
}

type meddling struct {
	sim.SenderInstance
	how meddler
}

func (m meddling) Send(ctx context.Context, message evidence.Message) ([]evidence.Outcome, error) {
	var data []byte
	for line := range bytes.Lines(message.Data) {
		if m.how.drop == "" || !bytes.HasPrefix(line, []byte(m.how.drop+":")) {
			data = append(data, line...)
		}
	}
	message.Data = append(data, m.how.add...)
	return m.SenderInstance.Send(ctx, message)
}
