package shim

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/namespace"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
	"mtalab/sim/policy"
)

// TestWhatAProgramSaysInPlaceOfAFate: what is the subject's, what the program's, and what cannot be told.
func TestWhatAProgramSaysInPlaceOfAFate(t *testing.T) {
	t.Parallel()
	for sentence, c := range map[string]struct {
		script string
		is     error // nil: the laboratory is at fault
		says   string
	}{
		"it does not support it":          {`echo '{"version": 2, "notSupported": "no level of that kind"}'`, sim.ErrNotSupported, "no level of that kind"},
		"it says so by its exit status":   {"exit 89", sim.ErrNotSupported, "does not implement"},
		"its adapter is broken":           {`echo '{"version": 2, "broken": "the queue did not start"}'`, nil, "the queue did not start"},
		"a program is not here":           {"exec there-is-no-such-program", nil, "a program that my-mta wants is not here"},
		"it fails":                        {"echo ouch >&2; exit 3", sim.ErrMisbehaved, "ouch"},
		"it dies of a segment":            {"kill -SEGV $$", sim.ErrMisbehaved, "SIGSEGV"},
		"it answers in version 1":         {`echo '{"fate": "deferred"}'`, sim.ErrMisbehaved, "/fate: a field that the contract does not know"},
		"it answers and goes on printing": {fate("deferred") + "; echo x", sim.ErrMisbehaved, "not that of the contract"},
		"it is still trying":              {"exec 3<>/dev/tcp/192.0.2.1/25; setsid sleep 1000 & " + fate("trying"), sim.ErrNotSupported, "my-mta was still trying to deliver to bob@example.com"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			w := world(t, program2(t, plainAbout, c.script, Options{}), policy.Encrypted)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // a session lasts longer
			defer cancel()
			_, err := w.Send(ctx, message)
			require.ErrorContains(t, err, c.says)
			for _, kind := range []error{sim.ErrNotSupported, sim.ErrMisbehaved} {
				assert.Equal(t, kind == c.is, errors.Is(err, kind), "%v", kind)
			}
		})
	}
}

// delivers is a script that hands the message over in plaintext, and waits for no longer than it is told.
const delivers = `
	say() { printf '%b\r\n' "$1" >&3; read -r reply <&3; }
	exec 3<>/dev/tcp/192.0.2.1/25
	read -r reply <&3
	say 'HELO sender.test'; say 'MAIL FROM:<alice@sender.test>'; say 'RCPT TO:<bob@example.com>'; say DATA
	text=${question#*\"message\":\"}
	say "${text%%\"*}."
	`

// TestWhoIsStillTryingMayNotHaveDelivered: a program that has read that its message was accepted knows its fate.
func TestWhoIsStillTryingMayNotHaveDelivered(t *testing.T) {
	t.Parallel()
	w := world(t, program2(t, plainAbout, delivers+fate("trying"), Options{}), policy.Encrypted)
	_, err := w.Send(t.Context(), message)
	require.ErrorIs(t, err, sim.ErrMisbehaved)
	assert.ErrorContains(t, err, `my-mta says "still trying", but the MTA at 192.0.2.1 accepted the message`)
}

func TestAMessageDelivered(t *testing.T) {
	t.Parallel()
	w := world(t, program2(t, plainAbout, delivers+fate("delivered"), Options{}), policy.Encrypted)
	_, err := w.Send(t.Context(), message)
	require.NoError(t, err)
	said, err := w.Fate("bob@example.com")
	require.NoError(t, err, w.Trail.String())
	assert.Equal(t, evidence.DeliveredPlaintext, said.Fate)
}

// TestWhatAProgramDoesNotSayThatItCan is never asked of it.
func TestWhatAProgramDoesNotSayThatItCan(t *testing.T) {
	t.Parallel()
	relay := policy.Route{Domain: "ALL", Hosts: []policy.RouteHost{{Name: "relay.not"}}}
	for ability, change := range map[string]func(*sim.World){
		"clientCertificate": func(w *sim.World) { w.Certificate = &sim.Certificate{Leaf: pki.Leaf{CommonName: "sender.test"}} },
		"smartHost":         func(w *sim.World) { w.Policy.Routes = []policy.Route{relay} },
		"addresses":         func(w *sim.World) { w.Policy.DefaultAddresses = policy.IPv6Only },
		"dane":              func(w *sim.World) { w.Policy.DefaultDANE = policy.MandatoryDANE },
	} {
		for can, about := range map[string]string{"can": `{"version": 2, "can": ["` + ability + `"]}`, "cannot": plainAbout} {
			t.Run(can+" "+ability, func(t *testing.T) {
				t.Parallel()
				described := right(t, policy.Encrypted)
				change(described)
				w, err := sim.Start(t.Context(), described, program2(t, about, fate("deferred"), Options{}), sim.Options{Network: private(t)})
				defer func() { assert.NoError(t, w.Close()) }()
				if can == "cannot" {
					require.ErrorIs(t, err, sim.ErrNotSupported)
					return
				}
				require.NoError(t, err)
				_, err = w.Send(t.Context(), message)
				require.NoError(t, err)
			})
		}
	}
}

// staying answers question after question, with how often it was asked, its process, and what lies in its folders.
const staying = `
	echo ready >&2
	while :; do
		n=$((n + 1))
		case $question in *'"ask":"send"'*) ;; *) exit 4 ;; esac
		id=${question#*\"id\":}; id=${id%%,*}
		world=${question#*\"world\":}; world=${world%%,*}
		DO
		echo '{"version": 2, "id": '$id', "recipients": [{"address": "bob@example.com", "fate": "deferred", "reason": "'"asked $n times in world $world, $(ls /tmp/mtalab/messages | wc -l) folders, process $$"'"}]}'
		read -r question || exit 0
	done`

const stays = `{"version": 2, "stays": true}`

// TestAProgramMayStay sends messages in one world after another on the same network.
func TestAProgramMayStay(t *testing.T) {
	t.Parallel()
	pool := namespace.Pool{Make: func() network.Network { return &namespace.Private{} }}
	defer func() { assert.NoError(t, pool.Close()) }()
	sender := program2(t, stays, strings.Replace(staying, "DO", "[ $n = 4 ] && kill -SEGV $$", 1), Options{})
	next := func(described *sim.World, messages int) (reasons []string, err error) {
		w, err := sim.Start(t.Context(), described, sender, sim.Options{Network: pool.Network()})
		require.NoError(t, err)
		defer func() { assert.NoError(t, w.Close()) }()
		for range messages {
			outcomes, err := w.Send(t.Context(), message)
			if err != nil {
				return reasons, err
			}
			said, process, _ := strings.Cut(outcomes[0].Reason, ", process ")
			assert.NotEmpty(t, process)
			reasons = append(reasons, said)
		}
		return reasons, nil
	}
	first, err := next(right(t, policy.Encrypted), 2)
	require.NoError(t, err)
	assert.Equal(t, []string{"asked 1 times in world 1, 1 folders", "asked 2 times in world 1, 2 folders"}, first)
	second, err := next(right(t, policy.TrustedChain), 1)
	require.NoError(t, err)
	assert.Equal(t, []string{"asked 3 times in world 2, 1 folders"}, second, "it went on, and the first world's folders are gone")
	_, err = next(right(t, policy.Encrypted), 1)
	require.ErrorIs(t, err, sim.ErrMisbehaved)
	assert.ErrorContains(t, err, "SIGSEGV")
	fourth, err := next(right(t, policy.Encrypted), 1)
	require.NoError(t, err)
	assert.Equal(t, []string{"asked 1 times in world 4, 1 folders"}, fourth, "it was started again")
	other := right(t, policy.Encrypted)
	other.Hostname = "other.test"
	fifth, err := next(other, 1)
	require.NoError(t, err)
	assert.Equal(t, []string{"asked 1 times in world 5, 1 folders"}, fifth, "it cannot be told another name of its own")
}

func TestAProgramThatStaysMisbehaves(t *testing.T) {
	t.Parallel()
	for sentence, c := range map[string]struct{ do, says string }{
		"it says something without being asked": {"sleep 0.2; echo x; [ $n = 1 ] && sleep 0.2", "not that of the contract"},
		"it says another number":                {"id=99", "/id: 99: want that of the question"},
		"it ends":                               {"exit 0", "has ended without an answer, and was to stay"},
		"it closes its output, and hangs":       {"exec 1>&-; sleep 1000", "did not end in time"},
		"it hangs":                              {"sleep 1000", "did not end in time"},
		"it never ends its line":                {"tr '\\0' x </dev/zero; exit 1", "printed a line of more than"},
		"it ends, and its children hold on":     {"setsid sleep 1000 & exit 0", "has ended without an answer"},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			w := world(t, program2(t, stays, strings.Replace(staying, "DO", c.do, 1), Options{}), policy.Encrypted)
			_, err := w.Send(t.Context(), message)
			require.ErrorIs(t, err, sim.ErrMisbehaved)
			assert.ErrorContains(t, err, c.says)
		})
	}
}

// TestWhatIsShown: a program sees what its user wants it to see, and what is in a bin folder of it is found.
func TestWhatIsShown(t *testing.T) {
	t.Parallel()
	folder := filepath.Dir(written(t, ""))
	tool := filepath.Join(folder, "bin", "my-tool")
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "lib"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(folder, "bin"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "lib", "part"), []byte("seen"), 0o644))
	require.NoError(t, writeProgram(tool, []byte("#!/bin/sh\ncat "+folder+"/lib/part\n")))
	script := `
		touch ` + folder + `/x 2>error && exit 3
		echo '{"version": 2, "recipients": [{"address": "bob@example.com", "fate": "deferred", "reason": "'$(my-tool 2>&1)'"}]}'`
	w := world(t, program2(t, plainAbout, script, Options{Show: []string{folder, filepath.Join(folder, "lib")}}), policy.Encrypted)
	outcomes, err := w.Send(t.Context(), message)
	require.NoError(t, err)
	assert.Equal(t, "seen", outcomes[0].Reason)
	w = world(t, program2(t, plainAbout, script, Options{}), policy.Encrypted)
	outcomes, err = w.Send(t.Context(), message)
	require.NoError(t, err)
	assert.Contains(t, outcomes[0].Reason, "not found")
}

func TestWhatCannotBeShown(t *testing.T) {
	t.Parallel()
	path := written(t, "#!/bin/sh\nexit 1\n")
	for _, name := range []string{"/", "/etc", "/tmp", "/proc", "/dev/shm", "/etc/ssl/certs", "/tmp/"} {
		_, err := New(t.Context(), path, Options{Show: []string{name}})
		assert.ErrorContains(t, err, "a world has one of its own", name)
	}
	_, err := New(t.Context(), path, Options{Show: []string{"/nonexistent"}})
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "--show")
}

// TestTheInterpreterOfAScriptMustBeSeen tells which folder is to be shown.
func TestTheInterpreterOfAScriptMustBeSeen(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("sh")
	require.NoError(t, err)
	copied, err := os.ReadFile(shell)
	require.NoError(t, err)
	there := filepath.Dir(written(t, ""))
	require.NoError(t, os.MkdirAll(filepath.Join(there, "bin"), 0o755))
	interpreter := filepath.Join(there, "bin", "python9")
	require.NoError(t, writeProgram(interpreter, copied))
	script := written(t, "#!"+interpreter+"\nprintf '{\"version\": 2, \"subject\": {\"name\": \"shown\"}}'\n")
	_, err = New(t.Context(), script, Options{})
	require.ErrorContains(t, err, "its interpreter is not seen in a world: want --show "+there)
	assert.Equal(t, "shown", started(t, script, Options{Show: []string{there}}).Name())

	venv := filepath.Dir(written(t, ""))
	require.NoError(t, os.Symlink(interpreter, filepath.Join(venv, "python")))
	script = written(t, "#!"+venv+"/python\n")
	_, err = New(t.Context(), script, Options{Show: []string{venv}})
	require.ErrorContains(t, err, "which is not seen in a world: want --show "+there+" too")
	_, err = New(t.Context(), written(t, "#!/nonexistent/perl\n"), Options{})
	require.ErrorContains(t, err, "its interpreter is not here")
}

// TestAProgramOfTheMachine is seen anyway.
func TestAProgramOfTheMachine(t *testing.T) {
	t.Parallel()
	w := world(t, started(t, "/usr/bin/true", Options{}), policy.Encrypted)
	_, err := w.Send(t.Context(), message)
	require.ErrorIs(t, err, sim.ErrMisbehaved)
	assert.ErrorContains(t, err, "it was asked in version 1 of the contract, as it did not introduce itself")
}

// TestOneWordInVersion1IsOfOneDomain: two domains may end otherwise.
func TestOneWordInVersion1IsOfOneDomain(t *testing.T) {
	t.Parallel()
	w := world(t, program(t, `
		cat >request
		grep -q '"version":1,' request || exit 1
		grep -q '"to":\["bob@example.com","ann@example.com"\]' request && fate=deferred
		grep -q '"to":\["eve@xn--bcher-kva.example"\]' request && fate=bounced
		echo '{"fate": "'$fate'"}'`), policy.Encrypted)
	outcomes, err := w.Send(t.Context(), evidence.Message{From: "alice@sender.test", To: []string{"bob@example.com", "eve@bücher.example", "ann@example.com"}, Data: []byte("\r\n")})
	require.NoError(t, err)
	fates := map[string]evidence.Fate{}
	for _, outcome := range outcomes {
		fates[outcome.Recipient] = outcome.Fate
	}
	assert.Equal(t, map[string]evidence.Fate{"bob@example.com": evidence.Deferred, "ann@example.com": evidence.Deferred, "eve@bücher.example": evidence.Bounced}, fates)
}
