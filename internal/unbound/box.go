package unbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os/exec"
	"time"

	"github.com/miekg/dns"

	"mtalab/fakedns"
	"mtalab/internal/debian"
	"mtalab/internal/namespace"
)

// Where things are in the network of a box, which nothing else is in.
var (
	resolverAddress = netip.MustParseAddrPort("192.0.2.53:53")
	serverAddress   = netip.MustParseAddrPort("192.0.2.52:53")
	controlAddress  = netip.MustParseAddrPort("127.0.0.1:8953")
)

// box is a private network with an unbound in it, and the name server that it asks.
type box struct {
	*namespace.Private
	control Control
	ended   chan struct{}
	said    *log
}

// longestStart bounds the start of one.
const longestStart = 20 * time.Second

// start makes a network and starts the program in it.
func start(ctx context.Context, program debian.Program) (*box, error) {
	ctx, cancel := context.WithTimeout(ctx, longestStart)
	defer cancel()
	private, err := namespace.NewPrivate(ctx)
	if err != nil {
		return nil, err
	}
	b := &box{Private: private, ended: make(chan struct{}), said: &log{}}
	b.control.Dial = func(ctx context.Context) (net.Conn, error) {
		return private.DialContext(ctx, "tcp", controlAddress.String())
	}
	if err := b.run(ctx, program); err != nil {
		return nil, errors.Join(fmt.Errorf("start unbound: %w", err), private.Close())
	}
	return b, nil
}

func (b *box) run(ctx context.Context, program debian.Program) error {
	anchor, err := fakedns.TrustAnchor()
	if err != nil {
		return err
	}
	config := Config{
		Listen: []netip.AddrPort{resolverAddress}, Forward: serverAddress, Folder: "/etc/unbound", ControlPort: controlAddress.Port(),
	}
	err = b.MountRoot(ctx, namespace.Root{Packages: program.Packages, Hostname: "resolver.test", Files: []namespace.File{
		{Path: config.Folder, Folder: true},
		{Path: config.AnchorFile(), Content: []byte(anchor + "\n")},
		{Path: config.File(), Content: []byte(config.String())},
	}})
	if err != nil {
		return err
	}
	command := exec.Command(program.Path, "-d", "-c", config.File())
	command.Stderr = b.said
	if err := b.Start(command); err != nil {
		return err
	}
	go func() {
		_ = command.Wait() // what it said is kept
		close(b.ended)
	}()
	for b.control.Ready(ctx) != nil {
		select {
		case <-time.After(2 * time.Millisecond):
		case <-b.ended:
			return fmt.Errorf("it ended: %s", b.said)
		case <-ctx.Done():
			return fmt.Errorf("%w: %s", context.Cause(ctx), b.said)
		}
	}
	return nil
}

// runs says whether the program is there.
func (b *box) runs() bool {
	select {
	case <-b.ended:
		return false
	default:
		return true
	}
}

// Sockets are where the name server of a world is to answer.
func (b *box) Sockets() (net.PacketConn, net.Listener, error) {
	udp, err := b.ListenPacket("udp", serverAddress.String())
	if err != nil {
		return nil, nil, err
	}
	tcp, err := b.Listen("tcp", serverAddress.String())
	if err != nil {
		return nil, nil, errors.Join(err, udp.Close())
	}
	return udp, tcp, nil
}

// Forget makes it ask everything anew, and validate by an instant.
func (b *box) Forget(ctx context.Context, now time.Time) error {
	b.said.forget()
	return errors.Join(b.control.SetClock(ctx, now), b.control.Forget(ctx))
}

// longestAnswer bounds how long it may look for an answer.
const longestAnswer = time.Minute

// Answer is what it answers to a question, and why that is SERVFAIL if it is bogus.
func (b *box) Answer(ctx context.Context, network string, question []byte) (answer []byte, bogus string) {
	ctx, cancel := context.WithTimeout(ctx, longestAnswer)
	defer cancel()
	answer = b.exchange(ctx, network, question)
	var said dns.Msg
	if answer == nil || said.Unpack(answer) != nil || said.Rcode != dns.RcodeServerFailure || len(said.Question) != 1 {
		return answer, ""
	}
	asked := said.Question[0]
	return answer, b.said.reason(ctx, asked.Name, dns.Type(asked.Qtype).String())
}

// exchange asks it one question; nil: no answer.
func (b *box) exchange(ctx context.Context, network string, question []byte) []byte {
	conn, err := b.DialContext(ctx, network, resolverAddress.String())
	if err != nil {
		return nil
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	stream := dns.Conn{Conn: conn, UDPSize: dns.MaxMsgSize}
	if _, err := stream.Write(question); err != nil {
		return nil
	}
	answer, err := stream.ReadMsgHeader(nil)
	if err != nil || len(answer) < 2 || !bytes.Equal(answer[:2], question[:2]) {
		return nil
	}
	return answer
}
