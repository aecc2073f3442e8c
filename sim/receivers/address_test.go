package receivers

import (
	"context"
	"net"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
)

// TestNamesAreLookedUpOnce has a DNS that says what the tester does not expect, and something else each time.
func TestNamesAreLookedUpOnce(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	asked := 0
	rebinding := func(context.Context, string) ([]netip.Addr, error) {
		asked++
		return []netip.Addr{netip.MustParseAddr([]string{"127.0.0.1", "192.0.2.1"}[min(asked, 2)-1])}, nil
	}
	there, err := Outside{Address: "mx.example.com:" + port}.resolve(t.Context(), rebinding)
	require.NoError(t, err)
	for range 3 {
		inbox, err := there.Listen(t.Context(), sim.ReceiverEnv{})
		require.NoError(t, err)
		connection, err := inbox.(*outside).Dial(t.Context())
		require.NoError(t, err)
		require.NoError(t, connection.Close())
	}
	assert.Equal(t, 1, asked)
}

func TestNamesOfOtherMachines(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct {
		name      string
		addresses []string
		err       error
		forced    error // with Force
	}{
		"this machine":                    {"mx.example.com", []string{"127.0.0.1", "::1"}, nil, nil},
		"this machine, mapped":            {"mx.example.com", []string{"::ffff:127.0.0.1"}, nil, nil},
		"a private network":               {"mx.example.com", []string{"10.255.254.253"}, ErrOtherMachine, nil},
		"the Internet":                    {"mx.example.com", []string{"192.0.2.1"}, ErrPublicAddress, nil},
		"this machine and another":        {"mx.example.com", []string{"127.0.0.1", "192.0.2.1"}, ErrPublicAddress, nil},
		"a neighbour":                     {"mx.example.com", []string{"169.254.1.1"}, ErrPublicAddress, nil},
		"a cloud's metadata":              {"mx.example.com", []string{"169.254.169.254"}, ErrNoMTA, ErrNoMTA},
		"metadata behind another address": {"mx.example.com", []string{"127.0.0.1", "fd00:ec2::254"}, ErrNoMTA, ErrNoMTA},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			look := func(context.Context, string) ([]netip.Addr, error) {
				var all []netip.Addr
				for _, address := range test.addresses {
					all = append(all, netip.MustParseAddr(address))
				}
				return all, nil
			}
			_, err := Outside{Address: test.name + ":25"}.resolve(t.Context(), look)
			require.ErrorIs(t, err, test.err)
			_, err = Outside{Address: test.name + ":25", Force: true}.resolve(t.Context(), look)
			require.ErrorIs(t, err, test.forced)
		})
	}
}

func TestLocalhostIsNotLookedUp(t *testing.T) {
	t.Parallel()
	never := func(_ context.Context, host string) ([]netip.Addr, error) {
		assert.Fail(t, "DNS is asked", host)
		return nil, nil
	}
	for _, address := range []string{"localhost:25", "localhost.:25", "LOCALHOST:25", "mx.localhost:25", "127.0.0.1:25", "[::1]:25", "[::ffff:127.0.0.1]:25"} {
		found, err := Outside{Address: address}.resolve(t.Context(), never)
		require.NoError(t, err)
		for _, each := range found.found {
			assert.True(t, each.Addr().IsLoopback(), each)
		}
	}
}
