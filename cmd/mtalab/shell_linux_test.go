package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

const worked = "esa/worked_example.feature:66"

// printed runs a program inside the worked example with some input, and returns what it printed.
func printed(t *testing.T, input string, arguments ...string) (status int, stdout string) {
	t.Helper()
	p := newProcess(t, append([]string{"shell", worked}, arguments...)...)
	p.Stdin = strings.NewReader(input)
	var out strings.Builder
	p.Stdout, p.Stderr = &out, &out
	require.NoError(t, p.Start())
	return p.status(t), out.String()
}

// document are the lines of Cisco document 213197 that show the certificates, letter for letter.
var document = []string{
	`echo QUIT |openssl s_client -connect mx0a.emailhosted.not:25 -starttls smtp 2>/dev/null| openssl x509 -text | grep -iEo 'DNS:.*|CN=.*'`,
	`echo QUIT |openssl s_client -connect mx0b.emailhosted.not:25 -starttls smtp 2>/dev/null| openssl x509 -text | grep -iEo 'DNS:.*|CN=.*'`,
}

// TestShellRunsTheDocumentsLines holds what they print to what the document shows:
//
//	CN=thawte SHA256 SSL CA
//	CN=*.emailhosted.not
//	DNS:*.emailhosted.not, DNS:emailhosted.not
//
// The authority is ours. OpenSSL before 3.2 writes "CN = …", which the document's pattern misses, so a
// pattern that does not comes second.
func TestShellRunsTheDocumentsLines(t *testing.T) {
	t.Parallel()
	private(t)
	tool(t, "openssl")
	for _, line := range document {
		status, shown := printed(t, line+"\n")
		assert.Zero(t, status)
		if shown != "DNS:*.emailhosted.not, DNS:emailhosted.not\n" {
			assert.Equal(t, "CN=mtalab intermediate CA\nCN=*.emailhosted.not\nDNS:*.emailhosted.not, DNS:emailhosted.not\n", shown, line)
		}
		spaced := strings.Replace(line, "CN=.*", "CN ?= ?.*", 1)
		require.NotEqual(t, line, spaced)
		status, shown = printed(t, spaced+"\n")
		assert.Zero(t, status)
		assert.Equal(t, "CN=mtalab intermediate CA\nCN=*.emailhosted.not\nDNS:*.emailhosted.not, DNS:emailhosted.not\n",
			strings.ReplaceAll(shown, "CN = ", "CN="), spaced)
	}
}

func TestShellRunsOneCommand(t *testing.T) {
	t.Parallel()
	private(t)
	tool(t, "openssl", "dig", "swaks", "getent")
	for name, test := range map[string]struct {
		arguments []string
		status    int
		says      string // an expression
	}{
		"dig":                  {[]string{"dig", "+short", "MX", "example.com"}, 0, `^10 mx01\.subd\.emailhosted\.not\.\n10 mx02\.subd\.emailhosted\.not\.\n$`},
		"dig, no such record":  {[]string{"dig", "MX", "emailhosted.not"}, 0, `status: NOERROR, .*\n.* ANSWER: 0,`},
		"getent":               {[]string{"getent", "hosts", "mx0a.emailhosted.not"}, 0, `^192\.0\.2\.1 +mx0a\.emailhosted\.not\n$`},
		"getent, a reverse":    {[]string{"getent", "hosts", "192.0.2.2"}, 0, `^192\.0\.2\.2 +mx0b\.emailhosted\.not\n$`},
		"swaks finds its way":  {[]string{"swaks", "--to", "u@example.com", "--tls"}, 0, `(?s)=== Trying mx0[12]\.subd\.emailhosted\.not:25.*<~  250 2\.0\.0 OK: queued\n`},
		"openssl trusts":       {[]string{"sh", "-c", "openssl s_client -connect mx01.subd.emailhosted.not:25 -starttls smtp -verify_return_error </dev/null"}, 0, `Verify return code: 0 \(ok\)`},
		"a status":             {[]string{"sh", "-c", "exit 7"}, 7, `^$`},
		"a signal":             {[]string{"sh", "-c", "kill -TERM $$"}, 143, `^$`},
		"no such program":      {[]string{"no-such-program"}, 127, `no-such-program: not found\n$`},
		"an empty home":        {[]string{"sh", "-c", `echo "$HOME"; ls -A`}, 0, `^/root\n$`},
		"the system stays":     {[]string{"sh", "-c", "echo x >/usr/bin/true; ls /home"}, 0, `^[^\n]*Read-only file system\n$`},
		"nothing else is here": {[]string{"dig", "+short", "A", "www.debian.org"}, 0, `^$`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, shown := printed(t, "", append([]string{"--"}, test.arguments...)...)
			assert.Equal(t, test.status, status)
			assert.Regexp(t, test.says, shown)
		})
	}
}

func TestShellReadsCommandsFromItsInput(t *testing.T) {
	t.Parallel()
	private(t)
	status, shown := printed(t, "place=here\necho it is $place\nexit 3\necho never\n")
	assert.Equal(t, 3, status)
	assert.Equal(t, "it is here\n", shown)
}

func TestShellPassesItsInputToTheCommand(t *testing.T) {
	t.Parallel()
	private(t)
	status, shown := printed(t, "some input\n", "--", "cat")
	assert.Equal(t, exitExpected, status)
	assert.Equal(t, "some input\n", shown)
}

const prompt = `\[mtalab worked_example\.feature:66\] \$ `

// TestShellHasTheTerminal is a person at a terminal.
func TestShellHasTheTerminal(t *testing.T) {
	t.Parallel()
	private(t)
	tool(t, "bash")
	p := newProcess(t, "shell", worked)
	s := startOnTerminal(t, p)
	s.shows(t, "Inside the world of "+worked)
	s.shows(t, `\n  dig MX example\.com\r\n`)
	s.shows(t, prompt)

	s.types(t, "stty size; echo $((6*7))\n")
	s.shows(t, "33 101\r\n42\r\n"+prompt)
	s.types(t, "sh -c 'echo begun; exec sleep 1000' || echo interrupted\n")
	s.shows(t, "\nbegun\r\n")
	s.types(t, "\x03") // Ctrl-C is for what is in the foreground
	s.shows(t, `\^C(?s:.*)`+prompt)
	s.types(t, "sh -c 'echo begun; exec cat'\n")
	s.shows(t, "\nbegun\r\n")
	s.types(t, "one\n")
	s.shows(t, "one\r\none\r\n")
	s.types(t, "\x1a") // Ctrl-Z
	s.shows(t, `\[1\]\+ +Stopped .*\r\n`+prompt)
	s.types(t, "fg\n")
	s.shows(t, "exec cat'\r\n")
	s.types(t, "two\n")
	s.shows(t, "two\r\ntwo\r\n")
	s.types(t, "\x04") // Ctrl-D
	s.shows(t, prompt)
	s.types(t, "exit 5\n")
	assert.Equal(t, 5, p.status(t))
}

// TestShellLeavesTheTerminalToItsCommand has one that takes Ctrl-C for something else than its end.
func TestShellLeavesTheTerminalToItsCommand(t *testing.T) {
	t.Parallel()
	private(t)
	tool(t, "perl")
	p := newProcess(t, "shell", worked, "--", "perl", "-e",
		`$| = 1; $SIG{INT} = sub { print "caught\n" }; print "ready\n"; while (<STDIN>) { chomp; print "<$_>\n" } exit 6`)
	s := startOnTerminal(t, p)
	s.shows(t, "ready\r\n")
	s.types(t, "\x03")
	s.shows(t, "caught\r\n")
	s.types(t, "on\n")
	s.shows(t, "<on>\r\n")
	found := look(t, p.Process.Pid, nil)
	group, err := unix.Getpgid(found.relay)
	require.NoError(t, err)
	assert.Equal(t, found.relay, group, "the terminal would tell the relay too, and so the command twice")
	s.types(t, "\x04")
	assert.Equal(t, 6, p.status(t))
}

// TestShellGivesTheTerminalBack has a script around it, which has no job control and reads on.
func TestShellGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	private(t)
	tool(t, "bash")
	p := newProcess(t)
	script := filepath.Join(p.temporary, "script")
	require.NoError(t, os.WriteFile(script, []byte(os.Args[0]+" shell "+worked+"\necho \"left with $?\"; read -r line; echo \"<$line>\"\n"), 0o600))
	p.Path, p.Args = "/bin/sh", []string{"sh", script}
	s := startOnTerminal(t, p)
	s.shows(t, prompt)
	s.types(t, "exit 4\n")
	s.shows(t, "left with 4\r\n")
	s.types(t, "and on\n")
	s.shows(t, "<and on>\r\n")
	assert.Zero(t, p.status(t))
}

func TestShellEndsWithATerminalThatGoes(t *testing.T) {
	t.Parallel()
	private(t)
	p := newProcess(t, "shell", worked, "--", "sh", "-c", `trap "" HUP; echo ready; exec sleep 1000`)
	s := startOnTerminal(t, p)
	s.shows(t, "ready\r\n")
	require.NoError(t, s.Close())
	assert.Equal(t, 128+int(syscall.SIGTERM), p.status(t))
}

// TestShellSaysThatThereCanBeNone is in a user namespace that may have no networks of its own.
func TestShellSaysThatThereCanBeNone(t *testing.T) {
	t.Parallel()
	private(t)
	tool(t, "unshare")
	for _, arguments := range []string{"shell " + worked + " -- true", "up --network private " + worked} {
		p := newProcess(t)
		p.Path, p.Args = "/bin/sh", []string{"sh", "-c", "exec unshare -U -r sh -c 'echo 0 >/proc/sys/user/max_net_namespaces && exec " + os.Args[0] + " " + arguments + "'"}
		var out strings.Builder
		p.Stdout, p.Stderr = &out, &out
		require.NoError(t, p.Start())
		assert.Equal(t, exitFault, p.status(t))
		assert.Equal(t, "mtalab: no private network: no more namespaces (user.max_user_namespaces, user.max_net_namespaces): fork/exec /proc/self/exe: no space left on device\n", out.String())
	}
}
