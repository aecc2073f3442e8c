package steps_test

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// withPolicy runs a scenario that says something of the policy and sends a message to a route's host.
func withPolicy(t *testing.T, sender sim.Sender, policy string) result.Scenario {
	t.Helper()
	const world = "Feature: A policy\nScenario: One\nGiven these DNS records:\n| relay.not.example | A | 192.0.2.1 |\n" +
		"And an MTA at 192.0.2.1 without STARTTLS\n"
	record, err := suite.Run(context.Background(), suite.Options{
		Sender: sender,
		Files:  fstest.MapFS{"one.feature": {Data: []byte(world + policy + "When a message is sent to u@example.com\nThen the message is delivered in plaintext via relay.not.example\n")}},
	})
	require.NoError(t, err)
	require.Len(t, record.Scenarios, 1)
	return record.Scenarios[0]
}

func docString(step, text string) string { return step + "\n\"\"\"\n" + text + "\n\"\"\"\n" }

const toRelay = "Given the SMTP routes:\n\"\"\"\nALL relay.not.example\n\"\"\"\n"

func TestAPolicyInCiscosWordsIsRead(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]string{
		"a setting by its name":             `Given the TLS setting for example.com is "No"` + "\n",
		"a setting by its number":           `Given the TLS setting for example.com is "1"` + "\n",
		"the default setting":               `Given the default TLS setting is "Preferred"` + "\n",
		"the later setting of a domain":     "Given the TLS setting for example.com is \"Required\"\nGiven the TLS setting for Example.com is \"No\"\n",
		"the destination controls":          docString("Given the destination controls:", "[DEFAULT]\ntable_tls = off"),
		"a setting that amends the table":   docString("Given the destination controls:", "[DEFAULT]\ntable_tls = required") + "And the TLS setting for example.com is \"No\"\n",
		"a setting of all subdomains":       "Given the TLS setting for .com is \"No\"\n",
		"a setting, whatever the final dot": "Given the TLS setting for example.com is \"Required\"\nGiven the TLS setting for example.com. is \"No\"\n",
		"a default that amends the table":   docString("Given the destination controls:", "[DEFAULT]\ntable_tls = required") + "And the default TLS setting is \"No\"\n",
		"an option of the sender, and more": "Given the option \"alerts\" is \"on\"\nAnd the default TLS setting is \"No\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ran := withPolicy(t, esa.Sender{}, policy+toRelay)
			assert.Equal(t, result.Passed, ran.Status, "%v\n%s", ran.Problem, ran.Story)
		})
	}
}

func TestWhatOfTheDestinationControlsIsNotKnownIsToldInTheStory(t *testing.T) {
	t.Parallel()
	ran := withPolicy(t, esa.Sender{}, docString("Given the destination controls:", "[DEFAULT]\ntable_tls = off\nsmtp_auth = 1")+toRelay)
	assert.Equal(t, result.Passed, ran.Status, "%v", ran.Problem)
	assert.Contains(t, ran.Story, `destination controls, line 3: the parameter "smtp_auth" is not known and passed over`)
}

func TestDANEThatNobodyKnowsIsNotSupportedWhereAMessageFallsUnderIt(t *testing.T) {
	t.Parallel()
	const refused = "[example.com]\ntable_tls = on\ndane_option = "
	for name, c := range map[string]struct {
		controls string
		want     result.Status
	}{
		"of the recipient domain":           {refused + "experimental", result.NotSupported},
		"of the default entry":              {"[DEFAULT]\ntable_tls = on\ndane = experimental", result.NotSupported},
		"of the default entry, overruled":   {"[DEFAULT]\ntable_tls = on\ndane = experimental\n" + refused + "none", result.Passed},
		"none":                              {refused + "none", result.Passed},
		"of another domain":                 {"[DEFAULT]\ntable_tls = on\n[other.not]\ndane_option = experimental", result.Passed},
		"where TLS is not negotiated":       {"[DEFAULT]\ntable_tls = off\ndane_option = experimental", result.Passed},
		"of the parent, for its subdomains": {"[DEFAULT]\ntable_tls = on\n[.com]\ntable_tls = on\ndane_option = experimental", result.NotSupported},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ran := withPolicy(t, esa.Sender{}, docString("Given the destination controls:", c.controls)+toRelay)
			assert.Equal(t, c.want, ran.Status, "%v", ran.Problem)
			if c.want == result.NotSupported {
				require.NotNil(t, ran.Problem)
				assert.Contains(t, ran.Problem.Text, "DANE")
			}
		})
	}
}

func TestWhatIsWrongWithThePolicyIsSaidAtTheStep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ policy, step, want string }{
		"an unknown setting": {`Given the TLS setting for example.com is "Maybe"` + "\n",
			`the TLS setting for example.com is "Maybe"`, `unknown TLS setting "Maybe": want one of 1 "No"`},
		"an unknown default setting": {`Given the default TLS setting is "Default"` + "\n",
			`the default TLS setting is "Default"`, `unknown TLS setting "Default"`},
		"an unknown option": {`Given the option "nope" is "1"` + "\n",
			`the option "nope" is "1"`, `unknown option "nope": want one of address_family`},
		"an unknown value of an option": {`Given the option "route_tie" is "dice"` + "\n",
			`the option "route_tie" is "dice"`, `option "route_tie" is "dice": want one of order, round_robin`},
		"a route that cannot be read": {docString("Given the SMTP routes:", "# comment\nexample.com relay"),
			"the SMTP routes:", `SMTP routes, line 2: "relay": want a host name`},
		"one host of a route on two ports": {docString("Given the SMTP routes:", "ALL a.not, a.not:26"),
			"the SMTP routes:", "SMTP routes, line 1: ALL: a.not on the ports 25 and 26"},
		"routes for a second time": {toRelay + toRelay,
			"the SMTP routes:", "there are SMTP routes already"},
		"destination controls that cannot be read": {docString("Given the destination controls:", "[example.com]\ntls = on"),
			"the destination controls:", `destination controls, line 2: unknown parameter "tls"`},
		"destination controls behind a setting": {"Given the default TLS setting is \"No\"\n" + docString("Given the destination controls:", "[DEFAULT]\ntable_tls = off"),
			"the destination controls:", "there are TLS settings already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ran := withPolicy(t, esa.Sender{}, c.policy)
			assert.Equal(t, result.Broken, ran.Status)
			require.NotNil(t, ran.Problem)
			assert.Equal(t, c.step, ran.Problem.Step)
			assert.Contains(t, ran.Problem.Text, c.want)
		})
	}
}

// incapable is a sender that has neither routes nor options.
type incapable struct{ esa.Sender }

func (incapable) CheckPolicy(policy policy.Policy) error {
	if len(policy.Routes)+len(policy.Options) > 0 {
		return fmt.Errorf("%w: it has no table of routes and no options", sim.ErrNotSupported)
	}
	return nil
}

func TestAPolicyThatTheSenderCannotBeToldSkipsTheScenario(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{toRelay, `Given the option "alerts" is "on"` + "\n"} {
		ran := withPolicy(t, incapable{}, policy)
		assert.Equal(t, result.NotSupported, ran.Status, policy)
		require.NotNil(t, ran.Problem, policy)
		assert.Contains(t, ran.Problem.Text, "no table of routes", policy)
		assert.Empty(t, ran.Story, policy)
	}
}
