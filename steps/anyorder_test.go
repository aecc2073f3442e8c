package steps_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

const threeEquals = `
Feature: Three equals
  Scenario: One
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | example.com     | MX | 10 mx2.example.com |
      | example.com     | MX | 10 mx3.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
      | mx2.example.com | A  | 192.0.2.2          |
      | mx3.example.com | A  | 192.0.2.3          |
    And an MTA at 192.0.2.1 without STARTTLS
    And an MTA at 192.0.2.2 without STARTTLS
    And an MTA at 192.0.2.3 without STARTTLS
    And the default TLS setting is "No"
`

// planning is the ESA, and keeps the orders that it chose.
type planning struct {
	esa.Sender
	orders map[string]bool
}

func (p planning) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	record := env.Record
	env.Record = func(what any) {
		if plan, planned := what.(evidence.Plan); planned {
			p.orders[plan.String()] = true
		}
		record(what)
	}
	return p.Sender.Launch(ctx, env)
}

func TestWhateverTheOrderAmongEquals(t *testing.T) {
	t.Parallel()
	const whatever = "Given whatever the order among equals\n"
	for sentence, test := range map[string]struct {
		steps   string
		want    result.Status
		problem string
		orders  int
	}{
		"it holds for each of the six":      {whatever + sent + "Then the message is delivered in plaintext\n", result.Passed, "", 6},
		"it holds for some of them":         {whatever + sent + "Then the message is delivered in plaintext\nAnd 192.0.2.3 is never contacted\n", result.Failed, "with the seed 4 among equals: 192.0.2.3 is contacted 1 times", 5},
		"without it there is one":           {sent + "Then the message is delivered in plaintext\n", result.Passed, "", 1},
		"a fate that is not stated":         {whatever + sent, result.Broken, "never says what became of the message", 1},
		"a seed beside it":                  {whatever + "Given the seed 3 decides among equals\n" + sent + "Then the message is delivered in plaintext\n", result.Broken, "want it once", 0},
		"a seed before it":                  {"Given the seed 3 decides among equals\n" + whatever + sent + "Then the message is delivered in plaintext\n", result.Broken, "want it once", 0},
		"time passes in each of the worlds": {whatever + sent + "Then the message is delivered in plaintext\nWhen 3 days pass\nThen the message is delivered in plaintext\n", result.Passed, "", 6},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			sender := planning{orders: map[string]bool{}}
			record, err := suite.Run(t.Context(), suite.Options{
				Sender: sender, Network: func() network.Network { return &network.Memory{} },
				Files: fstest.MapFS{"one.feature": {Data: []byte(threeEquals + test.steps)}},
			})
			require.NoError(t, err)
			ended := record.Scenarios[0]
			require.Equal(t, test.want, ended.Status, "%+v\n%s", ended.Problem, ended.Story)
			assert.Len(t, sender.orders, test.orders)
			if test.problem != "" {
				assert.Contains(t, ended.Problem.Text, test.problem)
			}
		})
	}
}
