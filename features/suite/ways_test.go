package suite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/senders/esa"
)

const twoHosts = `
    Given these DNS records:
      | example.com     | MX  | 10 mx1.example.com |
      | example.com     | MX  | 20 mx2.example.com |
      | mx1.example.com | A   | 192.0.2.1          |
      | mx2.example.com | A   | 192.0.2.2          |
      | 192.0.2.1       | PTR | ptr.rev.not        |
      | example.com     | A   | 192.0.2.1          |
      | other.not       | TXT | "no way"           |
    And an MTA at 192.0.2.1 whose certificate has
      | DNS | mx1.example.com |
    And an MTA at 192.0.2.2 whose certificate has
      | DNS | mx2.example.com |
`

// TestTheWaysOfTheMail holds the edges of the drawing to what the sender did: one that was used has "=>".
func TestTheWaysOfTheMail(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		given, recipient string
		want             []string
	}{
		"the first host takes the message": {twoHosts + "    And the TLS setting for example.com is \"Preferred\"\n", "u@example.com", []string{
			"domain example.com =MX 10=> host mx1.example.com", "host mx1.example.com =A=> address 192.0.2.1", "address 192.0.2.1 -PTR- reverse ptr.rev.not",
			"domain example.com -MX 20- host mx2.example.com", "host mx2.example.com -A- address 192.0.2.2",
			"domain example.com -A- address 192.0.2.1",
		}},
		"all hosts are tried, and the reverse name is asked for": {twoHosts + "    And the TLS setting for example.com is \"Required - Verify\"\n", "u@example.com", []string{
			"domain example.com =MX 10=> host mx1.example.com", "host mx1.example.com =A=> address 192.0.2.1", "address 192.0.2.1 -PTR- reverse ptr.rev.not",
			"domain example.com =MX 20=> host mx2.example.com", "host mx2.example.com =A=> address 192.0.2.2",
			"domain example.com -A- address 192.0.2.1",
		}},
		"the most specific route leads": {twoHosts + "    And the TLS setting for a.example.com is \"No\"\n    And the SMTP routes:\n      \"\"\"\n      ALL /dev/null\n      .example.com [mx2.example.com]:2525, 192.0.2.1/pri=7\n      \"\"\"\n", "u@a.example.com", []string{
			"domain a.example.com =SMTP route, port 2525=> host mx2.example.com", "host mx2.example.com =A=> address 192.0.2.2",
			"domain a.example.com =SMTP route=> address 192.0.2.1", "address 192.0.2.1 -PTR- reverse ptr.rev.not",
		}},
		"a route to nowhere": {twoHosts + "    And the TLS setting for example.com is \"No\"\n    And the SMTP routes:\n      \"\"\"\n      ALL /dev/null\n      \"\"\"\n", "u@example.com", []string{
			"domain example.com =SMTP route=> host /dev/null",
		}},
		"an address literal": {twoHosts + "    And the default TLS setting is \"No\"\n", "u@[192.0.2.2]", []string{
			"domain [192.0.2.2] =address literal=> address 192.0.2.2",
		}},
		"an alias that has MX records": {twoHosts + "    And these DNS records:\n      | alias.not | CNAME | example.com |\n    And the TLS setting for alias.not is \"No\"\n", "u@alias.not", []string{
			"domain alias.not =CNAME=> host example.com", "host example.com =MX 10=> host mx1.example.com", "host mx1.example.com =A=> address 192.0.2.1",
			"address 192.0.2.1 -PTR- reverse ptr.rev.not", "host example.com -MX 20- host mx2.example.com", "host mx2.example.com -A- address 192.0.2.2",
			"host example.com -A- address 192.0.2.1",
		}},
		"a name that leads to the same address, and was left out": {"\n    Given these DNS records:\n      | a.not | MX | 10 mx1.not |\n      | a.not | MX | 20 sender.test |\n      | a.not | MX | 30 mx3.not |\n      | mx1.not | A | 192.0.2.1 |\n      | mx3.not | A | 192.0.2.1 |\n    And an MTA at 192.0.2.1 without STARTTLS\n    And the TLS setting for a.not is \"No\"\n", "u@a.not", []string{
			"domain a.not =MX 10=> host mx1.not", "host mx1.not =A=> address 192.0.2.1", "domain a.not -MX 20- host sender.test",
			"domain a.not -MX 30- host mx3.not", "host mx3.not -A- address 192.0.2.1",
		}},
		"aliases that lead in a circle": {"\n    Given these DNS records:\n      | a.not | CNAME | b.not |\n      | b.not | CNAME | a.not |\n    And the TLS setting for a.not is \"No\"\n", "u@a.not", []string{
			"domain a.not -CNAME- host b.not", "host b.not -CNAME- host a.not", "host a.not -CNAME- host b.not",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := "Feature: x\n  Scenario: s" + test.given + "    When a message is sent to " + test.recipient + "\n    Then the message is discarded\n"
			run := detailed(t, suite.Options{Files: fstest.MapFS{"x.feature": {Data: []byte(content)}}})
			require.Len(t, run.Scenarios, 1)
			require.NotEqual(t, result.Broken, run.Scenarios[0].Status, "%v", run.Scenarios[0].Problem)
			world := run.Scenarios[0].Detail.World
			assert.ElementsMatch(t, test.want, edgesOf(world))
			for _, record := range world.Records {
				assert.False(t, record.Drawn && record.Type == "TXT", "what is no way is not drawn")
			}
		})
	}
}

// reticent is a sender that tells as little as a program does.
type reticent struct{ esa.Sender }

func (r reticent) Launch(ctx context.Context, env sim.Env) (sim.SenderInstance, error) {
	env.Record = func(any) {}
	return r.Sender.Launch(ctx, env)
}

// TestTheWaysOfASenderThatTellsNothing: the servers saw who came, the policy has the route, and addresses beside MX records
// are not on the way.
func TestTheWaysOfASenderThatTellsNothing(t *testing.T) {
	t.Parallel()
	for given, want := range map[string][]string{
		"    And the default TLS setting is \"Preferred\"\n": {
			"domain example.com =MX 10=> host mx1.example.com", "host mx1.example.com =A=> address 192.0.2.1", "address 192.0.2.1 -PTR- reverse ptr.rev.not",
			"domain example.com -MX 20- host mx2.example.com", "host mx2.example.com -A- address 192.0.2.2",
			"domain example.com -A- address 192.0.2.1",
		},
		"    And the default TLS setting is \"No\"\n    And the SMTP routes:\n      \"\"\"\n      ALL mx1.example.com\n      example.com [mx2.example.com]\n      \"\"\"\n": {
			"domain example.com =SMTP route=> host mx2.example.com", "host mx2.example.com =A=> address 192.0.2.2",
		},
	} {
		content := "Feature: x\n  Scenario: s" + twoHosts + given + "    When a message is sent to u@example.com\n    Then the message is discarded\n"
		run, err := suite.Run(context.Background(), suite.Options{Sender: reticent{}, Details: true, Files: fstest.MapFS{"x.feature": {Data: []byte(content)}}})
		require.NoError(t, err)
		require.Len(t, run.Scenarios, 1)
		require.NotEqual(t, result.Broken, run.Scenarios[0].Status, "%v", run.Scenarios[0].Problem)
		assert.ElementsMatch(t, want, edgesOf(run.Scenarios[0].Detail.World))
	}
}

func edgesOf(world result.World) []string {
	var told []string
	for _, edge := range world.Edges {
		arrow := "-" + edge.Label + "-"
		if edge.Used {
			arrow = "=" + edge.Label + "=>"
		}
		from, to := world.Nodes[edge.From], world.Nodes[edge.To]
		told = append(told, fmt.Sprintf("%s %s %s %s %s", from.Kind, from.Name, arrow, to.Kind, to.Name))
	}
	return told
}

// TestEveryEdgeIsSound: in the scenarios that are about ways, edges lead to nodes, each once, and what was used leads on to an address.
func TestEveryEdgeIsSound(t *testing.T) {
	t.Parallel()
	used := 0
	for _, scenario := range detailed(t, suite.Options{Select: []text.Selection{{Path: "dns"}, {Path: "routes"}, {Path: "names/international.feature"}}}).Scenarios {
		world := scenario.Detail.World
		seen := map[string]bool{}
		for _, edge := range world.Edges {
			require.Less(t, max(edge.From, edge.To), len(world.Nodes), scenario.Place())
			key := fmt.Sprint(edge.From, edge.To, edge.Kind, edge.Label)
			assert.False(t, seen[key], "%s: %v is there twice", scenario.Place(), edge)
			seen[key] = true
			if !edge.Used || edge.Kind == result.PTREdge || world.Nodes[edge.To].Kind == result.AddressNode || strings.HasPrefix(world.Nodes[edge.To].Name, "/") {
				continue
			}
			used++
			leads := false
			for _, next := range world.Edges {
				leads = leads || next.From == edge.To && next.Used
			}
			assert.True(t, leads, "%s: %v is used and leads nowhere", scenario.Place(), edge)
		}
		for _, node := range world.Nodes {
			assert.NotEmpty(t, node.Name, scenario.Place())
		}
	}
	assert.Greater(t, used, 100)
}
