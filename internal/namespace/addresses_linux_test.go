package namespace_test

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/namespace"
)

// interfacesRole is the name by which the test program is started inside, to tell which network interfaces there are.
const interfacesRole = "mtalab-interfaces"

func init() {
	roles[interfacesRole] = func() {
		interfaces, err := net.Interfaces()
		for _, found := range interfaces {
			addresses, err := found.Addrs()
			fmt.Println(found.Name, found.Flags&(net.FlagUp|net.FlagLoopback|net.FlagRunning), addresses, err)
		}
		fmt.Println(err)
	}
}

// TestPrivateHasANetworkCard looks, as programs do that want to know whether they are online, for an interface that is
// not the loopback, is up, and has the sender's addresses.
func TestPrivateHasANetworkCard(t *testing.T) {
	t.Parallel()
	network := private(t)
	itself, err := filepath.EvalSymlinks("/proc/self/exe")
	require.NoError(t, err)
	require.NoError(t, network.MountRoot(t.Context(), namespace.Root{Show: []string{itself}}))
	command := exec.CommandContext(t.Context(), itself)
	command.Args[0] = interfacesRole
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, os.Stderr
	require.NoError(t, network.Start(command))
	require.NoError(t, command.Wait())
	assert.Regexp(t, `(?m)^lo up\|loopback\|running \[127\.0\.0\.1/8 ::1/128\] <nil>$`, out.String())
	assert.Regexp(t, `(?m)^eth0 up\|running \[192\.0\.2\.10/32 2001:db8::10/128\] <nil>$`, out.String())
	assert.Regexp(t, `(?m)^eth0-end up\|running \[\] <nil>$`, out.String())
}

// TestPrivateGivesTheSenderOtherAddresses looks at where connections come from, and at what a program inside takes for
// this machine's own.
func TestPrivateGivesTheSenderOtherAddresses(t *testing.T) {
	t.Parallel()
	network := private(t)
	for _, own := range [][]string{{"198.51.100.7", "192.0.2.8", "2001:db8::7"}, {"192.0.2.8", "2001:db8::9"}, {"192.0.2.10", "2001:db8::10"}} {
		var addresses []netip.Addr
		for _, address := range own {
			addresses = append(addresses, netip.MustParseAddr(address))
		}
		require.NoError(t, network.SetSenderAddresses(t.Context(), addresses))
		for server, from := range map[string]string{"192.0.2.1:25": own[0], "[2001:db8::1]:25": own[len(own)-1]} {
			listener, err := network.Listen("tcp", server)
			require.NoError(t, err)
			conn, err := network.DialContext(t.Context(), "tcp", server)
			require.NoError(t, err)
			assert.Equal(t, from, conn.LocalAddr().(*net.TCPAddr).IP.String())
			require.NoError(t, conn.Close())
			require.NoError(t, listener.Close())
		}
		require.NoError(t, network.MountRoot(t.Context(), namespace.Root{}))
		var hosts bytes.Buffer
		command := exec.CommandContext(t.Context(), "/bin/cat", "/etc/hosts")
		command.Stdout = &hosts
		require.NoError(t, network.Start(command))
		require.NoError(t, command.Wait())
		assert.Contains(t, hosts.String(), own[0]+" sender.test sender\n")
	}
}
