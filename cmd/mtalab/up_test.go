package main

import (
	"context"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pasted runs a command line as a person's shell does, and returns what it prints.
func pasted(t *testing.T, line string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	output, err := exec.CommandContext(ctx, "sh", "-c", line).CombinedOutput()
	require.NoError(t, err, "%s\n%s", line, output)
	return string(output)
}

// shown holds what a printed command gives to what the world of the worked example holds.
func shown(t *testing.T, line string) {
	output := pasted(t, line)
	switch {
	case strings.HasSuffix(line, " MX example.com"):
		assert.Regexp(t, `\nexample\.com\.\s+300\s+IN\s+MX\s+10 mx01\.subd\.emailhosted\.not\.\n`, output, line)
	case strings.Contains(line, "dig ") && strings.HasSuffix(line, " -x 192.0.2.1"):
		assert.Regexp(t, `\sPTR\s+mx0a\.emailhosted\.not\.\n`, output, line)
	case strings.Contains(line, "dig ") && strings.HasSuffix(line, " -x 192.0.2.2"):
		assert.Regexp(t, `\sPTR\s+mx0b\.emailhosted\.not\.\n`, output, line)
	case strings.Contains(line, "openssl "):
		assert.NotContains(t, output, "verify error", line)
		assert.Regexp(t, `subject=CN ?= ?\*\.emailhosted\.not\n`, output, line)
		assert.Contains(t, output, "DNS:*.emailhosted.not, DNS:emailhosted.not\n", line)
	case strings.Contains(line, "swaks "):
		assert.Contains(t, output, "=== TLS peer DN=\"/CN=*.emailhosted.not\"\n", line)
		assert.Contains(t, output, "<~  250 2.0.0 OK: queued\n", line)
	default:
		assert.Fail(t, "nobody knows what this command shows", line)
	}
}

// TestUpPrintsCommandsThatWork runs every command that is printed, and watches the world tell of it.
func TestUpPrintsCommandsThatWork(t *testing.T) {
	t.Parallel()
	tool(t, "dig", "openssl", "swaks")
	for _, network := range []string{"loopback", "private"} {
		t.Run(network, func(t *testing.T) {
			t.Parallel()
			if network == "private" {
				private(t)
				tool(t, "nsenter")
			}
			p := newProcess(t, "up", "--network", network, "esa/worked_example.feature:66")
			p.start(t)
			head := p.until(t, "Look at it")
			assert.Equal(t, "The world of esa/worked_example.feature:66  Required - Verify Hosted Domains: no DNS name matches, and the Common Name does not count", head[0])
			commands := p.until(t, "")
			require.Len(t, commands, 7)
			p.until(t, "What happens in it, until Ctrl-C")
			for _, command := range commands {
				shown(t, command)
			}

			assert.Empty(t, p.until(t, "dns   example.com. MX → 10 mx01.subd.emailhosted.not."), "nothing was sent")
			p.until(t, "smtp  192.0.2.1:25  mx01.subd.emailhosted.not")
			p.until(t, "      C  STARTTLS")
			p.until(t, "      =  TLS: TLS 1.3, server name mx01.subd.emailhosted.not, ")
			p.until(t, "      C| MAIL FROM:<alice@sender.test>")
			p.until(t, "smtp  192.0.2.2:25  mx02.subd.emailhosted.not")
			p.until(t, "      S| 250 2.0.0 OK: queued")
			require.NoError(t, p.Process.Signal(syscall.SIGINT))
			for p.lines.Scan() {
			}
			assert.Equal(t, exitExpected, p.status(t))
			p.emptied(t)
		})
	}
}

func TestUpAsksTheSamePortOverTCP(t *testing.T) {
	t.Parallel()
	tool(t, "dig")
	p := newProcess(t, "up", "esa/worked_example.feature:66")
	p.start(t)
	p.until(t, "Look at it")
	dig := p.until(t, "  openssl")[0]
	assert.Contains(t, pasted(t, dig+" +tcp"), "(TCP)\n")
}

func TestUpSendsWhenTold(t *testing.T) {
	t.Parallel()
	p := newProcess(t, "up", "--send", "u@example.com", "esa/worked_example.feature:66")
	p.start(t)
	p.until(t, "What happens in it")
	p.until(t, "world a message from alice@sender.test to u@example.com")
	p.until(t, "      SAN *.emailhosted.not ~= example.com (recipient domain)  no")
	p.until(t, "fate  u@example.com: deferred: no name of the certificate matches")
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	assert.Equal(t, exitExpected, p.status(t))
}

// TestUpShowsOnlyWhatListens is for a world in which little works.
func TestUpShowsOnlyWhatListens(t *testing.T) {
	t.Parallel()
	path := feature(t, background+`
  Scenario: s
    Given an MTA at 192.0.2.2 without STARTTLS
    And an MTA at 192.0.2.3 whose certificate has
      | DNS | mx3.example.com |
    And the MTA at 192.0.2.3 refuses connections
    When a message is sent to bob@example.com
    Then the message is deferred
`)
	p := newProcess(t, "up", path)
	p.start(t)
	addresses := strings.Join(p.until(t, "Look at it"), "\n")
	assert.Regexp(t, `(?m)^  MTA +192\.0\.2\.1:25 +127\.0\.0\.1:\d+ +mx1\.example\.com$`, addresses)
	assert.Regexp(t, `(?m)^  MTA +192\.0\.2\.3:25 +nobody listens *$`, addresses)
	commands := strings.Join(p.until(t, ""), "\n")
	assert.Equal(t, 1, strings.Count(commands, "openssl s_client"), commands)
	assert.Regexp(t, `(?m)^  swaks .* --to 'bob@\[192\.0\.2\.2\]'$`, commands)
	assert.Equal(t, 2, strings.Count(commands, "swaks"), commands)
}

func TestUpAndShellRefuse(t *testing.T) {
	t.Parallel()
	two := feature(t, background+"  Scenario: one\n    When a message is sent to bob@example.com\n\n  Scenario: two\n    When a message is sent to bob@example.com\n")
	broken := feature(t, background+"  Scenario: s\n    Given gibberish\n    When a message is sent to bob@example.com\n")
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"no world":           {[]string{"up"}, "mtalab: accepts 1 arg(s), received 0\nSee mtalab --help.\n"},
		"no file":            {[]string{"up", "nowhere.feature:3"}, "mtalab: no feature file or folder nowhere.feature\n"},
		"no scenario":        {[]string{"up", two + ":2"}, "mtalab: " + two + ":2: no scenario at this line; the nearest is at line 9\n"},
		"two scenarios":      {[]string{"up", two}, "mtalab: " + two + ": want one scenario, and these are 2: name one by its line, such as " + two + ":9\n"},
		"a row of several":   {[]string{"up", "esa/worked_example.feature:50"}, "mtalab: esa/worked_example.feature: want one scenario, and these are 2: name one by its line, such as esa/worked_example.feature:62\n"},
		"a wrong phrase":     {[]string{"up", broken}, "mtalab: " + broken + ":10: gibberish\n  the scenario's text: unknown phrase \"gibberish\""},
		"no such network":    {[]string{"up", "--network", "memory", two + ":9"}, "mtalab: --network memory: want loopback or private\nSee mtalab --help.\n"},
		"shell, no world":    {[]string{"shell"}, "mtalab: shell: want PATH:LINE, and a command only behind --\nSee mtalab --help.\n"},
		"shell, two worlds":  {[]string{"shell", "a.feature:1", "b.feature:1"}, "mtalab: shell: want PATH:LINE, and a command only behind --\nSee mtalab --help.\n"},
		"shell, no command":  {[]string{"shell", two + ":9", "--"}, "mtalab: shell: want PATH:LINE, and a command only behind --\nSee mtalab --help.\n"},
		"shell, only --":     {[]string{"shell", "--", "ls"}, "mtalab: shell: want PATH:LINE, and a command only behind --\nSee mtalab --help.\n"},
		"shell, no scenario": {[]string{"shell", two + ":2"}, "mtalab: " + two + ":2: no scenario at this line; the nearest is at line 9\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "shell, no scenario" {
				private(t)
			}
			status, stdout, stderr := mtalab(t, test.arguments...)
			assert.Equal(t, exitFault, status)
			assert.Empty(t, stdout)
			assert.True(t, strings.HasPrefix(stderr, test.says), "%s", stderr)
		})
	}
}
