package sim

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"

	"mtalab/sim/network"
)

// relay is the attacker at work between one sender and the MTA.
type relay struct {
	*interceptor
	host            *host
	attacker        *Attacker
	toSender, toMTA net.Conn
	fromSender      *bufio.Reader
	fromMTA         *bufio.Reader
}

// longestRelayed bounds a line and a reply; RFC 5321 §4.5.3.1.6 asks for 1000 octets of a line.
const longestRelayed = 64 << 10

// run passes on command after command, each with its reply, until one side leaves or TLS begins. It
// does not know BDAT (RFC 3030), whose data it would take for commands.
func (r *relay) run() {
	command, verb := "", "" // the greeting answers none
	for {
		early := r.fromSender.Buffered() // what it said without waiting for the reply
		heard := r.listen()
		reply, err := r.answer(command, verb)
		if err != nil {
			r.leave(err, heard)
			return
		}
		secure := verb == "STARTTLS" && strings.HasPrefix(reply, "220")
		if secure && r.attacker.Injects != "" {
			r.did("adds to the reply to STARTTLS: %q", r.attacker.Injects)
			reply += r.attacker.Injects
		}
		if _, err := io.WriteString(r.toSender, reply); err != nil || <-heard != nil {
			return
		}
		if secure {
			r.drop(early)
			r.handshake()
			return
		}
		if command, verb, err = r.next(verb, reply); err != nil {
			return
		}
	}
}

// drop throws away what the sender said behind STARTTLS without waiting for the answer: the MTA would
// not take it for TLS either (RFC 3207 §4).
func (r *relay) drop(early int) {
	if early > 0 {
		r.did("throws away %d bytes that came behind STARTTLS before its answer", early)
		_, _ = r.fromSender.Discard(early) // they are buffered
	}
}

// listen tells when the sender says more, or with an error that it has left; the MTA is then left too.
func (r *relay) listen() <-chan error {
	heard := make(chan error, 1)
	r.relays.Go(func() {
		_, err := r.fromSender.Peek(1)
		if err != nil {
			passEnd(r.toMTA, err)
			_ = r.toMTA.Close()
		}
		heard <- err
	})
	return heard
}

// leave tells the sender that the MTA has ended the session, as the MTA did; what the sender says
// nevertheless reaches the MTA.
func (r *relay) leave(why error, heard <-chan error) {
	passEnd(r.toSender, why)
	if <-heard == nil {
		_, _ = io.Copy(r.toMTA, r.fromSender)
	}
}

// answer is the reply to a command: the attacker's own, or the MTA's.
func (r *relay) answer(command, verb string) (string, error) {
	if own, ok := r.attacker.Answers[verb]; ok {
		r.did("answers %s itself: %s", verb, strings.ReplaceAll(own, "\n", " / "))
		return strings.ReplaceAll(own, "\n", "\r\n") + "\r\n", nil
	}
	if command != "" {
		if _, err := io.WriteString(r.toMTA, command); err != nil {
			return "", err
		}
	}
	lines, err := readLines(r.fromMTA, func(line string) bool { return len(line) < 4 || line[3] != '-' })
	if verb == "EHLO" {
		lines = r.strip(lines)
	}
	return strings.Join(lines, ""), err
}

// strip takes keywords out of a reply to EHLO, the first line of which is a greeting.
func (r *relay) strip(lines []string) []string {
	var kept []string
	for i, line := range lines {
		keyword := verbOf(line[min(4, len(line)):])
		if i > 0 && slices.Contains(r.attacker.Strips, keyword) {
			r.did("takes %s out of the reply to EHLO", keyword)
			continue
		}
		kept = append(kept, line)
	}
	if last := len(kept) - 1; last >= 0 && len(kept[last]) > 3 {
		kept[last] = kept[last][:3] + " " + kept[last][4:]
	}
	return kept
}

// next reads a command, or after a 354 the message.
func (r *relay) next(verb, reply string) (string, string, error) {
	if verb == "DATA" && strings.HasPrefix(reply, "354") {
		lines, err := readLines(r.fromSender, func(line string) bool { return line == ".\r\n" })
		return strings.Join(lines, ""), ".", err
	}
	lines, err := readLines(r.fromSender, func(string) bool { return true })
	command := strings.Join(lines, "")
	return command, verbOf(command), err
}

// readLines reads lines up to and with the last one.
func readLines(from *bufio.Reader, last func(string) bool) ([]string, error) {
	var lines []string
	for size := 0; size < longestRelayed; {
		line, err := from.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		size += len(line)
		lines = append(lines, string(line))
		if last(lines[len(lines)-1]) {
			return lines, nil
		}
	}
	return nil, bufio.ErrBufferFull
}

// verbOf is the first word of a line, in upper case.
func verbOf(line string) string {
	verb, _, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
	return strings.ToUpper(verb)
}

// handshake does with the sender's ClientHello, of which the first byte is there, what the attack wants.
func (r *relay) handshake() {
	switch attacker := r.attacker; {
	case attacker.Alert != 0:
		header, err := r.fromSender.Peek(5) // RFC 8446 §5.1
		if err != nil || header[0] != 22 {
			return
		}
		if _, err = r.fromSender.Discard(5 + int(header[3])<<8 + int(header[4])); err != nil {
			return
		}
		r.did("answers the TLS handshake itself, with the alert %d", attacker.Alert)
		_, _ = r.toSender.Write([]byte{21, 3, 3, 0, 2, 2, attacker.Alert}) // whether it arrives is up to the sender
	case attacker.Shows != nil:
		r.impersonate(attacker.Shows)
	default:
		splice(buffered{r.toSender, r.fromSender}, buffered{r.toMTA, r.fromMTA})
	}
}

// impersonate shows the sender the attacker's certificate, and the MTA a client of the attacker's. The
// sender has to wait while the attacker shakes hands with the MTA, so that either handshake fails if
// the other one does.
func (r *relay) impersonate(with *Certificate) {
	var forMTA *tls.Conn
	forSender := tls.Server(buffered{r.toSender, r.fromSender}, &tls.Config{
		Time: r.host.world.Clock.Now,
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			r.did("shows a certificate of its own; server name %q", hello.ServerName)
			forMTA = tls.Client(buffered{r.toMTA, r.fromMTA}, &tls.Config{
				ServerName:         hello.ServerName,
				InsecureSkipVerify: true, // it knows whom it attacks
				Time:               r.host.world.Clock.Now,
			})
			if err := forMTA.Handshake(); err != nil {
				return nil, fmt.Errorf("shake hands with the MTA: %w", err)
			}
			return r.host.world.toShow(with)
		},
	})
	if err := forSender.Handshake(); err != nil {
		return // either side has seen why
	}
	splice(forSender, forMTA)
}

func (r *relay) did(format string, arguments ...any) {
	r.host.disturbed("mitm", visit{}, format, arguments...)
}

// splice passes everything on in both directions, and the end of each: a FIN, a reset or the end of TLS.
func splice(a, b net.Conn) {
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{a, b}, {b, a}} {
		both.Go(func() {
			_, err := io.Copy(way[0], way[1])
			passEnd(way[0], err)
		})
	}
	both.Wait()
	_ = a.Close()
	_ = b.Close()
}

// passEnd ends what is said on a connection as another one has ended, of which why is the last error: by a
// reset, or by a FIN, behind the end of TLS if the attacker speaks it (RFC 8446 §6.1).
func passEnd(to net.Conn, why error) {
	secure, isTLS := to.(*tls.Conn)
	if isTLS {
		to = secure.NetConn()
	}
	if errors.Is(why, syscall.ECONNRESET) || errors.Is(why, syscall.EPIPE) {
		network.Reset(to)
		return
	}
	if isTLS {
		_ = secure.CloseWrite() // whether it arrives is up to the other side
	}
	_ = network.CloseWrite(to)
}

// buffered is a connection of which some was read already.
type buffered struct {
	net.Conn
	rest *bufio.Reader
}

func (b buffered) Read(into []byte) (int, error) { return b.rest.Read(into) }
func (b buffered) CloseWrite() error             { return network.CloseWrite(b.Conn) }
func (b buffered) SetLinger(seconds int) error   { return network.SetLinger(b.Conn, seconds) }
