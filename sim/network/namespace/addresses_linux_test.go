package namespace_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim/network/namespace"
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
