package sim_test

import (
	"context"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim"
	"mtalab/sim/network"
	"mtalab/sim/policy"
	"mtalab/sim/senders/esa"
)

// emailhosted is the world of the worked example (ESA-70), without its second host.
func emailhosted(t *testing.T) *sim.World {
	records, err := fakedns.ParseRecords(`
example.com                MX   10 mx01.subd.emailhosted.not
mx01.subd.emailhosted.not  A    192.0.2.1
192.0.2.1                  PTR  mx0a.emailhosted.not
mx0a.emailhosted.not       A    192.0.2.1
`)
	require.NoError(t, err)
	return &sim.World{
		DNS: sim.DNS{Records: records},
		MTAs: []*sim.MTA{{
			Address: netip.MustParseAddr("192.0.2.1"),
			Name:    "mx01.subd.emailhosted.not",
			Shows: &sim.Certificate{Leaf: pki.Leaf{
				CommonName: "*.emailhosted.not",
				DNSNames:   []string{"*.emailhosted.not", "emailhosted.not"},
			}},
		}},
		Policy: policy.Policy{Default: esa.RequiredVerify},
	}
}

// TestStrangersSeeTheWorld keeps a world open and looks at it with programs that are not ours.
func TestStrangersSeeTheWorld(t *testing.T) {
	t.Parallel()
	loopback := &network.Loopback{}
	runningOn(t, loopback, emailhosted(t), esa.Sender{})

	t.Run("openssl sees the names of the certificate", func(t *testing.T) {
		openssl := program(t, "openssl")
		server, ok := loopback.HostAddr("tcp", netip.MustParseAddrPort("192.0.2.1:25"))
		require.True(t, ok)
		shown := output(t, "QUIT\n", openssl, "s_client", "-connect", server, "-starttls", "smtp")
		text := output(t, shown, openssl, "x509", "-noout", "-text")
		assert.Regexp(t, `Subject: CN ?= ?\*\.emailhosted\.not\n`, text)
		assert.Contains(t, text, "DNS:*.emailhosted.not, DNS:emailhosted.not\n")
	})
	t.Run("dig sees the records, over UDP and TCP", func(t *testing.T) {
		dig := program(t, "dig")
		for transport, flag := range map[string]string{"udp": "+notcp", "tcp": "+tcp"} {
			server, ok := loopback.HostAddr(transport, network.NameServer)
			require.True(t, ok)
			host, port, err := net.SplitHostPort(server)
			require.NoError(t, err)
			ask := func(arguments ...string) string {
				return output(t, "", dig, append([]string{"@" + host, "-p", port, flag, "+short", "+time=5"}, arguments...)...)
			}
			assert.Equal(t, "10 mx01.subd.emailhosted.not.\n", ask("example.com", "MX"), transport)
			assert.Equal(t, "192.0.2.1\n", ask("mx01.subd.emailhosted.not", "A"), transport)
			assert.Equal(t, "mx0a.emailhosted.not.\n", ask("-x", "192.0.2.1"), transport)
		}
	})
}

// program finds a program; without it the test is skipped, but not in CI, which installs it.
func program(t *testing.T, name string) string {
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("%s is not installed: make tools installs it", name)
	}
	require.NoError(t, err, "CI must have %s", name)
	return path
}

// output runs a program to its end.
func output(t *testing.T, stdin string, program string, arguments ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, program, arguments...)
	command.Stdin = strings.NewReader(stdin)
	printed, err := command.Output()
	require.NoError(t, err, "%s %s", program, strings.Join(arguments, " "))
	return string(printed)
}
