package suite_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/exchange"
)

// detailed runs features with details; onWorld may be nil.
func detailed(t *testing.T, options suite.Options) result.Run {
	options.Sender, options.Details = esa.Sender{}, true
	options.Network = func() network.Network { return &network.Memory{} }
	run, err := suite.Run(context.Background(), options)
	require.NoError(t, err)
	return run
}

func one(t *testing.T, path string, line int) result.Scenario {
	run := detailed(t, suite.Options{Select: []text.Selection{{Path: path, Lines: []int{line}}}})
	require.Len(t, run.Scenarios, 1)
	require.Len(t, run.Features, 1)
	assert.True(t, strings.HasPrefix(run.Features[0].Text, "Feature: "), "the whole file, whatever was selected")
	assert.Greater(t, strings.Count(run.Features[0].Text, "Scenario"), 1)
	return run.Scenarios[0]
}

func TestTheWorldOfWhatIsNotSupportedHasItsCertificates(t *testing.T) {
	t.Parallel()
	run, err := suite.Run(t.Context(), suite.Options{
		Sender: exchange.Sender{}, Details: true, Network: func() network.Network { return &network.Memory{} },
		Select: []text.Selection{{Path: "esa/hosted_mx.feature", Lines: []int{27}}},
	})
	require.NoError(t, err)
	require.Len(t, run.Scenarios, 1)
	require.Equal(t, result.NotSupported, run.Scenarios[0].Status)
	hosts := run.Scenarios[0].Detail.World.Hosts
	require.Len(t, hosts, 2)
	require.NotNil(t, hosts[0].Certificate)
	assert.Equal(t, []string{"mx02.hosted.not"}, hosts[0].Certificate.DNSNames)
	assert.Equal(t, "mtalab intermediate CA", hosts[0].Certificate.Issuer)
	assert.Zero(t, hosts[0].Certificate.NotAfter, "it was never issued")
}

func TestDetailsOfTheWorkedExample(t *testing.T) {
	t.Parallel()
	scenario := one(t, "esa/worked_example.feature", 63)
	detail := scenario.Detail
	require.NotNil(t, detail)
	assert.Equal(t, "Required - Verify", detail.Setting)
	assert.Equal(t, "Scenario Outline", detail.Keyword)
	assert.Less(t, detail.Outline, 63)
	assert.Contains(t, detail.Title, "<setting>")

	assert.Equal(t, result.Step{Keyword: "When", Text: "a message is sent to bob@example.com"}, result.Step{Keyword: detail.Steps[4].Keyword, Text: detail.Steps[4].Text})
	assert.Equal(t, []string{"example.com", "MX", "10 mx01.subd.emailhosted.not"}, detail.Steps[0].Rows[0])
	for _, step := range detail.Steps {
		assert.Equal(t, result.Passed, step.Status)
		assert.Positive(t, step.Duration)
	}

	world := detail.World
	assert.Equal(t, []string{"example.com"}, world.Recipients)
	assert.Contains(t, world.Records, result.Record{Name: "192.0.2.1", Type: "PTR", Value: "mx0a.emailhosted.not", Drawn: true})
	require.Len(t, world.Hosts, 2)
	assert.Equal(t, "mx01.subd.emailhosted.not", world.Hosts[0].Name)
	assert.Equal(t, []string{"*.emailhosted.not", "emailhosted.not"}, world.Hosts[0].Certificate.DNSNames)
	assert.Equal(t, "mtalab intermediate CA", world.Hosts[0].Certificate.Issuer)
	assert.False(t, world.Hosts[0].Certificate.Expired)
	assert.False(t, world.Hosts[0].Certificate.SelfSigned)
	assert.Equal(t, []string{"*.emailhosted.not"}, world.Hosts[0].Certificate.MatchedCommonNames)
	assert.Empty(t, world.Hosts[0].Certificate.MatchedDNSNames)
	assert.Equal(t, result.Node{Kind: result.ReverseNode, Name: "mx0a.emailhosted.not", LeadsBack: true}, world.Nodes[3])
	assert.Contains(t, edgesOf(world), "address 192.0.2.1 =PTR=> reverse mx0a.emailhosted.not", "it was asked for")

	var decided []result.Event
	inTLS, mail, replies := false, "", 0
	for _, event := range detail.Trail {
		if event.Decides {
			decided = append(decided, event)
		}
		inTLS = inTLS || event.Kind == result.TLSBegun
		replies += strings.Count(event.Text, "\n250")
		if event.Kind == result.ClientSaid && strings.HasPrefix(event.Text, "MAIL") {
			mail = event.Text
			assert.True(t, event.Encrypted)
			assert.True(t, inTLS)
		}
	}
	assert.NotEmpty(t, mail)
	assert.Equal(t, 9, replies, "the lines of a reply are one event: six to EHLO, and five inside TLS")
	require.Len(t, decided, 1)
	assert.Equal(t, &result.Comparison{Kind: "CN", Presented: "*.emailhosted.not", Reference: "mx0a.emailhosted.not", Source: "PTR", Match: true, Rule: "AMB-1"}, decided[0].Comparison)
	assert.Equal(t, "ESA-43", decided[0].Rule)
	last := detail.Trail[len(detail.Trail)-1]
	assert.Equal(t, result.Event{Kind: result.FateTold, Who: "fate", Recipient: "bob@example.com", Fate: "delivered verified", Text: scenario.Reason, Cause: last.Cause, Rule: "ESA-43"}, last)
	assert.NotEmpty(t, last.Cause)
}

func TestWhatDecidesWithoutAMatch(t *testing.T) {
	t.Parallel()
	scenario := one(t, "esa/worked_example.feature", 66)
	var decided []string
	for _, event := range scenario.Detail.Trail {
		if event.Decides {
			decided = append(decided, event.Text)
		}
	}
	assert.Equal(t, []string{
		"mx01.subd.emailhosted.not (192.0.2.1) is given up: no name of the certificate matches a name that is accepted",
		"mx02.subd.emailhosted.not (192.0.2.2) is given up: no name of the certificate matches a name that is accepted",
	}, decided)
}

// TestTheTrailLosesNothing compares the record with the world: what happened is told, each time.
func TestTheTrailLosesNothing(t *testing.T) {
	t.Parallel()
	type counts struct{ questions, comparisons, fates, sessions int }
	in := map[string]counts{}
	run := detailed(t, suite.Options{
		Select: []text.Selection{{Path: "starttls"}, {Path: "esa/queue.feature"}, {Path: "routes"}},
		OnWorld: func(s result.Scenario, w *sim.Running) {
			in[s.Place()] = counts{len(sim.Of[fakedns.Query](w.Trail)), len(sim.Of[evidence.Comparison](w.Trail)), len(sim.Of[evidence.Outcome](w.Trail)), len(w.Sessions())}
		},
	})
	require.Greater(t, len(run.Scenarios), 100)
	for _, scenario := range run.Scenarios {
		var told counts
		for i, event := range scenario.Detail.Trail {
			switch event.Kind {
			case result.Asked:
				told.questions++
			case result.Compared:
				told.comparisons++
			case result.FateTold:
				told.fates++
			case result.Opened:
				told.sessions++
				assert.Equal(t, told.sessions, event.Session)
			}
			if i > 0 {
				assert.GreaterOrEqual(t, event.After, scenario.Detail.Trail[i-1].After)
			}
		}
		assert.Equal(t, in[scenario.Place()], told, scenario.Place())
	}
}

func TestStepsOfScenariosThatDoNotPass(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"x.feature": {Data: []byte(`Feature: x
  Background:
    Given these DNS records:
      | example.com     | MX | 10 mx1.example.com |
      | mx1.example.com | A  | 192.0.2.1          |
    And an MTA at 192.0.2.1 without STARTTLS
    And the TLS setting for example.com is "Required"

  Scenario: It fails
    When a message is sent to u@example.com
    Then the message is bounced
    And 192.0.2.1 is contacted once

  Scenario: It is broken
    When the moon is full
    Then the message is deferred

  Scenario: It is not said
    When a message is sent to u@example.com
`)}}
	run := detailed(t, suite.Options{Files: files})
	var statuses [][]result.Status
	for _, scenario := range run.Scenarios {
		var of []result.Status
		for _, step := range scenario.Detail.Steps[3:] {
			of = append(of, step.Status)
		}
		statuses = append(statuses, append(of, scenario.Status))
	}
	assert.Equal(t, [][]result.Status{
		{result.Passed, result.Failed, result.Skipped, result.Failed},
		{result.Broken, result.Skipped, result.Broken},
		{result.Passed, result.Broken},
	}, statuses)
	assert.Equal(t, []string{"offers no STARTTLS"}, run.Scenarios[0].Detail.World.Hosts[0].Wrong)
	assert.Equal(t, "Required", run.Scenarios[1].Detail.Setting, "nothing was sent, and one setting given")
}

func TestDetailsAreMadeOnlyWhereTheyAreWanted(t *testing.T) {
	t.Parallel()
	run, err := suite.Run(context.Background(), suite.Options{
		Sender: esa.Sender{}, Select: []text.Selection{{Path: "esa/worked_example.feature", Lines: []int{63}}},
	})
	require.NoError(t, err)
	assert.Nil(t, run.Features)
	assert.Nil(t, run.Scenarios[0].Detail)
}

func TestDetailsOfAReceiver(t *testing.T) {
	t.Parallel()
	run := detailed(t, suite.Options{Receiver: esa.Receiver{}, Select: []text.Selection{{Path: "receiving/authentication.feature", Lines: []int{35}}}})
	require.Len(t, run.Scenarios, 1)
	detail := run.Scenarios[0].Detail
	assert.Equal(t, "Preferred", detail.Setting)
	var said []string
	for _, event := range detail.Trail {
		assert.Equal(t, event.Kind != result.Noted, event.Session == 1, "what the receiver notes is of no session: %v", event)
		if event.Encrypted && (event.Kind == result.ClientSaid || event.Kind == result.ServerSaid) {
			said = append(said, event.Text)
		}
	}
	require.Len(t, said, 4)
	assert.Equal(t, "EHLO client.test", said[0])
	assert.Contains(t, said[1], "\n250 AUTH PLAIN LOGIN")
	assert.Equal(t, []string{"AUTH PLAIN (ann and a password)", "235 2.0.0 Authentication succeeded"}, said[2:])
}
