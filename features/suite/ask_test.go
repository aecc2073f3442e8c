package suite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/senders/esa"
)

func TestAskTakesTheBackgroundAndNothingElse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path     string
		question suite.Question
		want     evidence.Fate
	}{
		"a setting of its own":     {"esa/worked_example.feature", suite.Question{Recipient: "u@example.com", Setting: esa.RequiredVerifyHosted}, evidence.Deferred},
		"another one":              {"esa/worked_example.feature", suite.Question{Recipient: "u@example.com", Setting: esa.RequiredVerify}, evidence.DeliveredVerified},
		"a domain that is unknown": {"esa/worked_example.feature", suite.Question{Recipient: "u@example.org", Setting: esa.Preferred}, evidence.Bounced},
		"the Background's setting": {"dns/addresses.feature", suite.Question{Recipient: "u@example.com"}, evidence.Bounced},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			test.question.Path = test.path
			err := suite.Ask(context.Background(), suite.Options{
				Sender: esa.Sender{},
				OnWorld: func(_ result.Scenario, world *sim.Running) {
					asked++
					outcomes := world.Outcomes()
					if assert.Len(t, outcomes, 1) {
						assert.Equal(t, test.want, outcomes[0].Fate, "%s", outcomes[0])
					}
				},
			}, test.question)
			require.NoError(t, err)
			assert.Equal(t, 1, asked)
		})
	}
}

func TestAskSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"none.feature":   "\nFeature: f\n  @ESA-1\n  Scenario: s\n    Given x\n",
		"empty.feature":  "Feature: f\n",
		"broken.feature": "Feature: f\n  Background:\n    Given these DNS entries:\n      | a |\n\n  Scenario: s\n    Given x\n",
		"unset.feature":  "Feature: f\n  Background:\n    Given these DNS records:\n      | example.com | MX | 10 mx1.example.com |\n  Rule: r\n    Background:\n      Given the default TLS setting is \"No\"\n    Scenario: s\n      Given x\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	for name, test := range map[string]struct {
		question suite.Question
		says     string
	}{
		"no file":        {suite.Question{Path: "nowhere.feature", Recipient: "u@example.com"}, "no feature file nowhere.feature"},
		"no Background":  {suite.Question{Path: "none.feature", Recipient: "u@example.com"}, "none.feature:2: the feature has no Background: want one that draws the world"},
		"nothing at all": {suite.Question{Path: "empty.feature", Recipient: "u@example.com"}, "empty.feature:1: the feature has no Background: want one that draws the world"},
		"a wrong phrase": {suite.Question{Path: "broken.feature", Recipient: "u@example.com"}, "broken.feature:3: these DNS entries:\n  the scenario's text: unknown phrase "},
		"no setting":     {suite.Question{Path: "unset.feature", Recipient: "u@example.com"}, "unset.feature: a message is sent to u@example.com\n  esa cannot send: policy: no TLS setting for example.com and no default TLS setting"},
		"no recipient":   {suite.Question{Path: "unset.feature", Recipient: "example.com"}, `recipient "example.com": want local-part@domain`},
		"two recipients": {suite.Question{Path: "unset.feature", Recipient: "a@example.com, b@example.com"}, `recipient "a@example.com, b@example.com": want local-part@domain`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := suite.Ask(context.Background(), suite.Options{Sender: esa.Sender{}, Files: os.DirFS(folder)}, test.question)
			require.ErrorIs(t, err, text.ErrInput)
			assert.Contains(t, err.Error(), test.says)
		})
	}
}

func ExampleAsk() {
	err := suite.Ask(context.Background(), suite.Options{
		Sender:  esa.Sender{},
		OnWorld: func(_ result.Scenario, world *sim.Running) { fmt.Println(world.Outcomes()[0]) },
	}, suite.Question{Path: "esa/worked_example.feature", Recipient: "u@example.com", Setting: esa.RequiredVerify})
	fmt.Println(err)
	// Output:
	// delivered verified via mx01.subd.emailhosted.not: CN~PTR: *.emailhosted.not ~= mx0a.emailhosted.not  [ESA-43]
	// <nil>
}
