package steps_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim"
)

// endless is a receiver that says one thing again and again to whoever connects, with a pause between.
type endless struct {
	says  string
	pause time.Duration
}

func (endless) Name() string { return "endless" }

func (r endless) Listen(context.Context, sim.ReceiverEnv) (sim.ReceiverInstance, error) {
	return r, nil
}

func (r endless) Dial(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	go func() {
		defer far.Close()
		for {
			if _, err := far.Write([]byte(r.says)); err != nil {
				return
			}
			if r.pause > 0 {
				<-time.After(r.pause)
			}
		}
	}()
	return near, nil
}

func (endless) Close() error { return nil }

func TestAReceiverThatMisbehavesHasFailed(t *testing.T) {
	t.Parallel()
	for sentence, receiver := range map[string]endless{
		"it drips":                 {"2", 20 * time.Millisecond},
		"its reply never ends":     {"220-hello\r\n", 0},
		"its line never ends":      {strings.Repeat("x", 4096), 0},
		"it says the same forever": {"220 hello\r\n", 0},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			ended := between(t, suite.Options{Receiver: receiver, Bound: time.Second},
				"When a client connects\nAnd the client sends \"STARTTLS\\nNOOP\\n\" in one segment\nAnd the client quits\nThen nothing sent behind STARTTLS is executed\n")
			assert.Equal(t, result.Failed, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.NotContains(t, ended.Problem.Text, "the scenario's text")
		})
	}
}
