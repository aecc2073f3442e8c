package driver_test

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/debian"
	"mtalab/internal/known"
	"mtalab/internal/namespace"
	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/sim"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
	"mtalab/sim/senders/exim"
	"mtalab/sim/senders/opensmtpd"
	"mtalab/sim/senders/postfix"
	"mtalab/sim/senders/sendmail"
)

func TestMain(m *testing.M) {
	namespace.PrivateChild()
	os.Exit(m.Run())
}

// program is the driver of a real MTA that sends.
type program interface {
	sim.Sender
	Find() (debian.Program, error)
}

// senders are all of them, with what they are held to beside what every sender can be told, and how many of these scenarios they pass at least.
var senders = []struct {
	program
	features []string
	listed   bool // what they are known to do otherwise is looked up
	passes   int
	again    int // and how many of testdata/second_attempts.feature, exactly
	routes   int // and of those on routes beside it
}{
	{exim.Sender{}, []string{"certificates/client_certificate", "dns/unusable_mx", "dns/aliases"}, true, 47, 6, 26},
	{opensmtpd.Sender{}, []string{"certificates/repeated", "dns/addresses", "starttls/injected_reply"}, true, 25, 6, 14},
	{postfix.Sender{}, []string{"certificates/client_certificate", "starttls/new_session"}, false, 48, 6, 35},
	{sendmail.Sender{}, []string{"certificates/client_certificate", "starttls/new_session"}, false, 48, 5, 24},
}

// receivers are the real MTAs that receive, each with the program that it is, and how many of the scenarios
// for receivers it passes at least.
var receivers = []struct {
	sim.Receiver
	program program
	passes  int
}{
	{exim.Receiver{}, exim.Sender{}, 50},
	{postfix.Receiver{}, postfix.Sender{}, 47},
}

// TestLevels holds real MTAs to what every sender can be told.
func TestLevels(t *testing.T) {
	t.Parallel()
	for _, sender := range senders {
		t.Run(sender.Name(), func(t *testing.T) {
			t.Parallel()
			here(t, sender)
			options := suite.Options{
				Sender: sender.program,
				Select: []text.Selection{{Path: "senders/table.feature"}},
			}
			for _, feature := range sender.features {
				options.Select = append(options.Select, text.Selection{Path: feature + ".feature"})
			}
			if sender.listed {
				options.Known = shipped(t, sender.Name())
			}
			record := pass(t, options, sender.passes)
			assert.NotZero(t, record.Count(result.NotSupported), "what it cannot be told")
		})
	}
}

// TestSecondAttempts asks real MTAs to try again: what hangs on their own clock is not supported, and said to be so.
func TestSecondAttempts(t *testing.T) {
	t.Parallel()
	for _, sender := range senders {
		t.Run(sender.Name(), func(t *testing.T) {
			t.Parallel()
			here(t, sender)
			record := pass(t, suite.Options{
				Sender: sender.program,
				Files:  os.DirFS("testdata"),
				Select: []text.Selection{{Path: "second_attempts.feature"}},
			}, sender.again)
			assert.Equal(t, sender.again, record.Count(result.Passed))
			skipped := map[string]string{}
			for _, scenario := range record.Scenarios {
				if scenario.Status == result.NotSupported {
					skipped[scenario.Name] = scenario.Problem.Text
				}
			}
			assert.Contains(t, skipped["What expires meanwhile is a matter of its own clock"], "goes by the machine's clock")
			assert.Contains(t, skipped["How long it keeps a message is a matter of its own clock"], "goes by its own clock")
		})
	}
}

// TestRoutes leads the mail of real MTAs past the MX records: what they cannot be told is not supported.
func TestRoutes(t *testing.T) {
	t.Parallel()
	for _, sender := range senders {
		t.Run(sender.Name(), func(t *testing.T) {
			t.Parallel()
			here(t, sender)
			record := pass(t, suite.Options{
				Sender: sender.program,
				Files:  os.DirFS("testdata"),
				Select: []text.Selection{{Path: "routes.feature"}, {Path: "route_names.feature"}},
			}, sender.routes)
			assert.Equal(t, sender.routes, record.Count(result.Passed))
		})
	}
}

// TestReceivers holds real MTAs that listen to every scenario for receivers, but for what is listed.
func TestReceivers(t *testing.T) {
	t.Parallel()
	for _, receiver := range receivers {
		t.Run(receiver.Name(), func(t *testing.T) {
			t.Parallel()
			here(t, receiver.program)
			list := "receiver-" + receiver.Name()
			record := pass(t, suite.Options{
				Receiver: receiver.Receiver,
				Select:   []text.Selection{{Path: "receiving"}},
				Known:    shipped(t, list),
			}, receiver.passes)
			assert.Equal(t, list, record.Sender)
		})
	}
}

func TestNeedsAPrivateNetwork(t *testing.T) {
	t.Parallel()
	for _, sender := range senders {
		t.Run(sender.Name(), func(t *testing.T) {
			t.Parallel()
			found(t, sender)
			_, err := sender.Launch(t.Context(), sim.Env{
				Network: network.Timed{Network: &network.Loopback{}},
				Policy:  policy.Policy{Default: policy.Encrypted},
			})
			require.ErrorIs(t, err, network.ErrNotPrivate)
		})
	}
}

func TestSaysWhatItCannotBeTold(t *testing.T) {
	t.Parallel()
	for _, sender := range senders {
		t.Run(sender.Name(), func(t *testing.T) {
			t.Parallel()
			found(t, sender)
			for name, policy := range map[string]policy.Policy{
				"a setting that compares with PTR names": {Default: esa.RequiredVerify},
				"a reading of an unclear rule":           {Default: policy.Encrypted, Options: map[string]string{"hosted_mx": "all"}},
			} {
				_, err := sender.Launch(t.Context(), sim.Env{Network: &network.Loopback{}, Policy: policy})
				require.ErrorIs(t, err, sim.ErrNotSupported, name)
			}
		})
	}
}

// pass runs scenarios in private networks: none fails, and so many pass.
func pass(t *testing.T, options suite.Options, least int) result.Run {
	t.Helper()
	options.Network = func() network.Network { return &namespace.Private{} }
	options.Jobs = 2
	record, err := suite.Run(t.Context(), options)
	require.NoError(t, err)
	for _, scenario := range record.Scenarios {
		if scenario.Status == result.Failed || scenario.Status == result.Broken {
			t.Errorf("%s: %s\n%s\n%s", scenario.Place(), scenario.Name, scenario.Problem.Text, scenario.Story)
		}
	}
	assert.GreaterOrEqual(t, record.Count(result.Passed), least, "what it can be told")
	return record
}

func shipped(t *testing.T, name string) *known.List {
	t.Helper()
	list, err := known.Shipped(name)
	require.NoError(t, err)
	return list
}

// found skips a test without a program.
func found(t *testing.T, p program) {
	t.Helper()
	if _, err := p.Find(); err != nil {
		lacking(t, err)
	}
}

// here skips a test without a program, or without a private network for it.
func here(t *testing.T, p program) {
	t.Helper()
	found(t, p)
	probe, err := namespace.NewPrivate(t.Context())
	if errors.Is(err, namespace.ErrNoPrivate) {
		lacking(t, err)
	}
	require.NoError(t, err)
	require.NoError(t, probe.Close())
}

// lacking skips a test for want of something, and fails it in CI, which must have everything.
func lacking(t *testing.T, what error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		require.NoError(t, what)
	}
	t.Skip(what)
}
