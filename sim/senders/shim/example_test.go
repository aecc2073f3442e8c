package shim

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// example is one of the folder of that name.
type example struct {
	path   string
	show   []string
	wants  []string // programs and files of the machine
	cannot []policy.Setting
}

var exampleTests = map[string]example{
	"smtplib": {path: "smtplib", wants: []string{"/usr/bin/python3"}},
	"nodemailer": {path: "nodemailer/nodemailer.mjs", show: []string{"nodemailer/node_modules"},
		wants: []string{"node", "example/nodemailer/node_modules/nodemailer"}},
	"go-net-smtp": {path: "go-net-smtp", wants: []string{"go"}, cannot: []policy.Setting{policy.TrustedChain}},
	"swaks":       {path: "swaks", wants: []string{"swaks", "jq"}, cannot: []policy.Setting{policy.VerifiedHost}},
	"msmtp":       {path: "msmtp", wants: []string{"msmtp", "jq", "dig"}, cannot: []policy.Setting{esa.Preferred, policy.TrustedChain}},
	"jakarta-mail": {path: "jakarta-mail", show: []string{"JakartaMail.java", "/etc/java-17-openjdk"},
		wants: []string{"java", "/etc/java-17-openjdk", "/usr/share/java/jakarta-mail.jar", "/usr/share/java/jakarta-activation.jar", "/usr/share/java/gson.jar"}},
}

// TestTheExamples holds each to the contract: what it says that it can, it does.
func TestTheExamples(t *testing.T) {
	t.Parallel()
	for name, example := range exampleTests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sender := example.sender(t)
			pool := &namespace.Pool{Make: func() network.Network { return &namespace.Private{} }} // in which a program may stay
			defer func() { assert.NoError(t, pool.Close()) }()
			assert.Equal(t, name, sender.Name())
			version, err := sender.Version(t.Context())
			require.NoError(t, err)
			assert.Regexp(t, `^\d+\.\d+`, version)
			for setting, want := range map[policy.Setting]evidence.Fate{
				esa.No:              evidence.DeliveredPlaintext,
				esa.Preferred:       evidence.DeliveredEncrypted,
				policy.Encrypted:    evidence.DeliveredEncrypted,
				policy.TrustedChain: evidence.DeliveredVerified,
				policy.VerifiedHost: evidence.DeliveredVerified,
			} {
				example.delivers(t, pool, sender, setting, want)
			}
			saysWhatBecameOfEach(t, pool, sender)
		})
	}
}

// startIn starts a world on a network of a pool, and the caller closes it before the pool.
func startIn(t *testing.T, pool *namespace.Pool, sender sim.Sender, described *sim.World) *sim.Running {
	t.Helper()
	w, err := sim.Start(t.Context(), described, sender, sim.Options{Network: pool.Network()})
	require.NoError(t, err)
	return w
}

// delivers sends one message under a setting, or finds that the program cannot be told to.
func (e example) delivers(t *testing.T, pool *namespace.Pool, sender sender, setting policy.Setting, want evidence.Fate) {
	t.Helper()
	w := startIn(t, pool, sender, right(t, setting))
	defer func() { assert.NoError(t, w.Close()) }()
	_, err := w.Send(t.Context(), message)
	for _, other := range e.cannot {
		if other == setting {
			require.ErrorIs(t, err, sim.ErrNotSupported, setting)
			return
		}
	}
	require.NoError(t, err, setting)
	said, err := w.Fate("bob@example.com")
	require.NoError(t, err, setting)
	assert.Equal(t, want, said.Fate, "%s\n%s", setting, w.Trail)
}

// saysWhatBecameOfEach sends one message to two, of whom one is at a host that is not there.
func saysWhatBecameOfEach(t *testing.T, pool *namespace.Pool, sender sender) {
	t.Helper()
	described := right(t, policy.Encrypted)
	for _, line := range [][3]string{{"other.not", "MX", "10 mx2.example.com"}, {"mx2.example.com", "A", "192.0.2.2"}} {
		record, err := fakedns.NewRecord(line[0], line[1], line[2])
		require.NoError(t, err)
		described.DNS.Records = append(described.DNS.Records, record)
	}
	w := startIn(t, pool, sender, described)
	defer func() { assert.NoError(t, w.Close()) }()
	_, err := w.Send(t.Context(), evidence.Message{From: "alice@sender.test", To: []string{"bob@example.com", "ann@other.not"}, Data: []byte("\r\nHello.\r\n.\r\n..\r\n")})
	require.NoError(t, err)
	for recipient, want := range map[string]evidence.Fate{"bob@example.com": evidence.DeliveredEncrypted, "ann@other.not": evidence.Deferred} {
		said, err := w.Fate(recipient)
		require.NoError(t, err)
		assert.Equal(t, want, said.Fate, "%s\n%s", recipient, w.Trail)
	}
}

// sender makes a sender of an example where everybody can read it, or the test is skipped.
func (e example) sender(t *testing.T) sender {
	t.Helper()
	for _, wanted := range e.wants {
		_, err := exec.LookPath(wanted)
		if filepath.Base(wanted) != wanted {
			_, err = os.Stat(wanted)
		}
		if err != nil {
			t.Skipf("no %s here: make examples", wanted)
		}
	}
	there := filepath.Dir(written(t, ""))
	if e.path == "go-net-smtp" {
		output, err := exec.CommandContext(t.Context(), "go", "build", "-o", there, "./example/go-net-smtp").CombinedOutput()
		require.NoError(t, err, "%s", output)
	} else {
		require.NoError(t, os.CopyFS(there, os.DirFS("example")))
	}
	var show []string
	for _, name := range e.show {
		if !filepath.IsAbs(name) {
			name = filepath.Join(there, name)
		}
		show = append(show, name)
	}
	return started(t, filepath.Join(there, e.path), Options{Show: show})
}
