package dnssec_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/fakedns"
	"mtalab/internal/debian"
	"mtalab/internal/unbound"
)

// TestUnboundAgrees asks one unbound, which goes from fault to fault.
func TestUnboundAgrees(t *testing.T) {
	address, control := startUnbound(t)
	for _, c := range worlds() {
		t.Run(c.String(), func(t *testing.T) {
			w := serve(t, c.zone)
			require.NoError(t, control.ForwardTo(t.Context(), netip.MustParseAddrPort(w.address)))
			require.NoError(t, control.Forget(t.Context()))
			for _, q := range questions {
				if q.kind != other {
					assert.Equal(t, c.want[q.kind], trusting(t, address, q), "%s %s", q.name, q.rtype)
				}
				assert.Equal(t, trusting(t, w.address, q), trusting(t, address, q), "%s %s: the server itself, and unbound", q.name, q.rtype)
			}
		})
	}
}

// startUnbound starts one that trusts our root; where it is missing the test is skipped.
func startUnbound(t *testing.T) (address string, control unbound.Control) {
	t.Helper()
	program, err := unbound.Find()
	if errors.Is(err, debian.ErrMissing) {
		t.Skipf("unbound: %v", err)
	}
	require.NoError(t, err)
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	address = free.LocalAddr().String()
	require.NoError(t, free.Close())
	w := serve(t, worlds()[0].zone)
	folder, err := os.MkdirTemp("", "mtalab-unbound-") // a path short enough for a socket
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	config := unbound.Config{
		Listen: []netip.AddrPort{netip.MustParseAddrPort(address)}, Forward: netip.MustParseAddrPort(w.address), Folder: folder,
	}
	require.NoError(t, os.WriteFile(config.AnchorFile(), []byte(w.anchor+"\n"), 0o644))
	require.NoError(t, os.WriteFile(config.File(), []byte(config.String()), 0o644))
	command := exec.Command(filepath.Join(program.Packages, program.Path), "-d", "-c", config.File())
	libraries, err := filepath.Glob(filepath.Join(program.Packages, "usr/lib/*-linux-gnu*"))
	require.NoError(t, err)
	command.Env = append(os.Environ(), "LD_LIBRARY_PATH="+strings.Join(libraries, ":"))
	var said bytes.Buffer
	command.Stderr = &said
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait() // killed
	})
	control = unbound.AtSocket(config.Socket())
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for control.Ready(ctx) != nil {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			require.Fail(t, "unbound does not begin", said.String())
		}
	}
	return address, control
}

// TestDelvAgrees asks with BIND's delv, and not everything: it takes long to start.
func TestDelvAgrees(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("delv"); err != nil {
		t.Skip("delv is missing: apt-get install bind9-dnsutils")
	}
	for _, c := range worlds() {
		t.Run(c.String(), func(t *testing.T) {
			w := serve(t, c.zone)
			for _, q := range []question{questions[0], {noName, "nowhere.example.com.", "A"}} {
				switch {
				case q.kind == positive && c.zone.NSEC3: // nothing is denied
					continue
				case q.kind == noName && slices.Contains(c.zone.Flaws, fakedns.OptOut):
					continue // it calls the proof validated, and does not say that it proves nothing of unsigned zones
				}
				got, said := delv(t, w, q)
				assert.Equal(t, c.want[q.kind], got, "%s %s: %s", q.name, q.rtype, said)
			}
		})
	}
}

// delv is its verdict, and what it says.
func delv(t *testing.T, w world, q question) (verdict, said string) {
	t.Helper()
	fields := strings.Fields(w.anchor) // . 3600 IN DNSKEY 257 3 13 key
	anchors := filepath.Join(t.TempDir(), "anchors")
	text := "trust-anchors { . static-key " + strings.Join(fields[4:7], " ") + ` "` + strings.Join(fields[7:], "") + `"; };`
	require.NoError(t, os.WriteFile(anchors, []byte(text), 0o644))
	host, port, err := net.SplitHostPort(w.address)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	output, _ := exec.CommandContext(ctx, "delv", "@"+host, "-p", port, "-a", anchors, "+root=.", q.name, q.rtype).CombinedOutput() // it fails for what is bogus
	said = string(output)
	switch {
	case strings.Contains(said, "fully validated"):
		return "secure", said
	case strings.Contains(said, "unsigned answer"):
		return "insecure", said
	}
	return "bogus", said
}
