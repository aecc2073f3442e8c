package unbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"
)

// Control speaks to one that runs, over its socket.
type Control struct {
	Dial func(context.Context) (net.Conn, error)
}

// AtSocket controls one by the path of its socket.
func AtSocket(path string) Control {
	return Control{Dial: func(ctx context.Context) (net.Conn, error) { return new(net.Dialer).DialContext(ctx, "unix", path) }}
}

// Patience bounds a command.
const Patience = 5 * time.Second

// Forget makes it ask everything anew: records, keys, and which servers answer.
func (c Control) Forget(ctx context.Context) error {
	return errors.Join(c.do(ctx, "flush_zone ."), c.do(ctx, "flush_infra all"))
}

// SetClock sets the clock by which it validates; signatures that it has believed before are to be forgotten.
func (c Control) SetClock(ctx context.Context, now time.Time) error {
	return c.do(ctx, "set_option val-override-date: "+now.UTC().Format("20060102150405"))
}

// ForwardTo makes it ask another name server.
func (c Control) ForwardTo(ctx context.Context, server netip.AddrPort) error {
	return c.do(ctx, "forward_add . "+at(server))
}

// Ready says whether it is at work: nil.
func (c Control) Ready(ctx context.Context) error { return c.do(ctx, "status") }

func (c Control) do(ctx context.Context, command string) error {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	conn, err := c.Dial(ctx)
	if err != nil {
		return fmt.Errorf("control unbound: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if _, err := io.WriteString(conn, "UBCT1 "+command+"\n"); err != nil {
		return fmt.Errorf("tell unbound to %s: %w", command, err)
	}
	said, err := io.ReadAll(conn)
	if err != nil {
		return fmt.Errorf("tell unbound to %s: %w", command, err)
	}
	if text := strings.TrimSpace(string(said)); strings.HasPrefix(text, "error") {
		return fmt.Errorf("tell unbound to %s: %s", command, text)
	}
	return nil
}
