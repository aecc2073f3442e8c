package namespace_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/namespace"
	"mtalab/sim/network"
)

// private makes a Private network, or skips the test with what is missing.
func private(t *testing.T) *namespace.Private {
	t.Helper()
	private, err := namespace.NewPrivate(t.Context())
	if errors.Is(err, namespace.ErrNoPrivate) {
		t.Skip(err)
	}
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, private.Close()) })
	return private
}

func TestPrivateHasTheRealAddressesAndPorts(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"192.0.2.1:25", "198.51.100.7:25", "203.0.113.9:2525", "[2001:db8::1]:25", "10.1.2.3:25"} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			private := private(t)
			listener, err := private.Listen("tcp", address)
			require.NoError(t, err)
			assert.Equal(t, address, listener.Addr().String())

			go func() {
				conn, err := listener.Accept()
				if err == nil {
					_, _ = io.WriteString(conn, "220 "+conn.RemoteAddr().String())
					_ = conn.Close()
				}
			}()
			conn, err := private.DialContext(t.Context(), "tcp", address)
			require.NoError(t, err)
			defer conn.Close()
			require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
			said, err := io.ReadAll(conn)
			require.NoError(t, err)
			assert.Equal(t, "220 "+conn.LocalAddr().String(), string(said))
			if listener.Addr().(*net.TCPAddr).IP.To4() != nil {
				assert.Contains(t, string(said), network.SenderAddresses()[0].String())
			}
		})
	}
}

func TestPrivateCarriesDatagrams(t *testing.T) {
	t.Parallel()
	private := private(t)
	server, err := private.ListenPacket("udp", network.NameServer.String())
	require.NoError(t, err)
	go func() {
		var buffer [64]byte
		n, from, err := server.ReadFrom(buffer[:])
		if err == nil {
			_, _ = server.WriteTo(buffer[:n], from)
		}
	}()
	client, err := private.DialContext(t.Context(), "udp", network.NameServer.String())
	require.NoError(t, err)
	defer client.Close()
	require.NoError(t, client.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(client, "question")
	require.NoError(t, err)
	var buffer [64]byte
	n, err := client.Read(buffer[:])
	require.NoError(t, err)
	assert.Equal(t, "question", string(buffer[:n]))
}

func TestPrivateRefusesWhereNobodyListens(t *testing.T) {
	t.Parallel()
	private := private(t)
	_, err := private.DialContext(t.Context(), "tcp", "192.0.2.1:25")
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	var problem *net.OpError
	require.ErrorAs(t, err, &problem)
	assert.Equal(t, "dial", problem.Op)
}

func TestPrivateTellsThatAnAddressIsTaken(t *testing.T) {
	t.Parallel()
	private := private(t)
	first, err := private.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
	_, err = private.Listen("tcp", "192.0.2.1:25")
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	require.NoError(t, first.Close())
	_, err = private.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
}

func TestPrivateNetworksDoNotMeet(t *testing.T) {
	t.Parallel()
	one, other := private(t), private(t)
	_, err := one.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
	_, err = other.DialContext(t.Context(), "tcp", "192.0.2.1:25")
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	_, err = other.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
}

func TestPrivateDialGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	private := private(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := private.DialContext(ctx, "tcp", "192.0.2.1:25")
	require.ErrorIs(t, err, context.Canceled)
}

func TestPrivateStartsAProgramInside(t *testing.T) {
	t.Parallel()
	private := private(t)
	command := exec.CommandContext(t.Context(), "sh", "-c", "cat; cat /etc/resolv.conf; hostname; exit 7")
	command.Stdin = strings.NewReader("hello\n")
	var out strings.Builder
	command.Stdout = &out
	command.Stderr = &out
	require.NoError(t, private.Start(command))
	var exit *exec.ExitError
	require.ErrorAs(t, command.Wait(), &exit)
	assert.Equal(t, 7, exit.ExitCode())
	assert.Equal(t, "hello\nnameserver 192.0.2.53\nsearch .\noptions ndots:1 timeout:5 attempts:2 trust-ad\nsender.test\n", out.String())
}

func TestPrivateGivesAProgramAnotherUser(t *testing.T) {
	t.Parallel()
	private := private(t)
	command := exec.CommandContext(t.Context(), "sh", "-c", "id -u; id -g")
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 1234, Gid: 4321}}
	var out strings.Builder
	command.Stdout = &out
	command.Stderr = &out
	require.NoError(t, private.Start(command))
	require.NoError(t, command.Wait(), out.String())
	assert.Equal(t, "1234\n4321\n", out.String())
}

func TestPrivateLetsSignalsThrough(t *testing.T) {
	t.Parallel()
	private := private(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel() // which kills, and not with SIGTERM
	for name, script := range map[string]string{
		"its own":          "kill -TERM $$; exec sleep 1000",
		"to all inside":    "kill -TERM -1; kill -TERM $$; exec sleep 1000",
		"from the outside": "exec sleep 1000",
	} {
		command := exec.CommandContext(ctx, "sh", "-c", script)
		require.NoError(t, private.Start(command))
		if name == "from the outside" {
			require.NoError(t, command.Process.Signal(syscall.SIGTERM))
		}
		var exit *exec.ExitError
		require.ErrorAs(t, command.Wait(), &exit, name)
		status, ok := exit.Sys().(syscall.WaitStatus)
		require.True(t, ok)
		assert.Equal(t, syscall.SIGTERM, status.Signal(), name)
	}
}

// TestPrivateChildTouchesNothingOutside starts out here what is meant for the inside: it must not make
// every address its own on the machine's network.
func TestPrivateChildTouchesNothingOutside(t *testing.T) {
	t.Parallel()
	before := localRoutes(t)
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), "MTALAB_PRIVATE=child")
	said, err := command.CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(said), "it touches nothing")
	assert.Equal(t, before, localRoutes(t))
}

// localRoutes are the addresses that this machine takes for its own.
func localRoutes(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile("/proc/net/fib_trie")
	require.NoError(t, err)
	return string(content)
}

func TestPrivateStartSaysWhatCannotBeStarted(t *testing.T) {
	t.Parallel()
	private := private(t)
	err := private.Start(exec.CommandContext(t.Context(), "/nonexistent/mta"))
	require.ErrorIs(t, err, syscall.ENOENT)
}

// TestPrivateLosesNoLastWords closes with something unread right after the last words: what had to wait for an
// acknowledgement would never be sent.
func TestPrivateLosesNoLastWords(t *testing.T) {
	t.Parallel()
	private := private(t)
	listener, err := private.Listen("tcp", "192.0.2.1:25")
	require.NoError(t, err)
	client, err := private.DialContext(t.Context(), "tcp", "192.0.2.1:25")
	require.NoError(t, err)
	server, err := listener.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close(); _ = server.Close() })
	require.NoError(t, client.(*net.TCPConn).SetNoDelay(false)) // as programs that are not Go's have it
	say := func(from, to net.Conn, text string) {
		_, err := io.WriteString(from, text)
		require.NoError(t, err)
		if to != nil {
			_, err = io.ReadFull(to, make([]byte, len(text)))
			require.NoError(t, err)
		}
	}
	for range 20 { // a dialogue, upon which the kernel delays acknowledgements
		say(client, server, "EHLO")
		say(server, client, "250")
	}
	say(server, nil, "ticket")
	say(client, nil, "Finished")
	say(client, nil, "QUIT")
	require.NoError(t, client.Close())
	heard := make([]byte, 20)
	n, err := server.Read(heard)
	require.NoError(t, err)
	assert.Equal(t, "FinishedQUIT", string(heard[:n]))
}
