package outbound

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"mtalab/sim/clock"
	"mtalab/sim/evidence"
	"mtalab/sim/network"
)

// Patience with each step, by the world's clock (RFC 5321 §4.5.3.2 and, for the handshake, our own).
const (
	Patience          = 5 * time.Minute
	handshakePatience = time.Minute
	dataPatience      = 10 * time.Minute
)

// What ends a session, beside ErrProtocol and the errors of the connection.
var (
	// ErrInjected says that something stood behind the 220 in the clear: whoever put it there wants it
	// to be read as if it had come through TLS (RATK-5).
	ErrInjected = errors.New("data in the clear behind the reply to STARTTLS")
	// ErrSecondGreeting says that a 220 stood where the reply to EHLO belongs (EXCH-11): from then on
	// every reply would be taken for that to the command after its own.
	ErrSecondGreeting = errors.New("a second greeting in place of the reply to EHLO")
	// ErrClosing says that the server has announced with a 421 that it closes the connection (RFC 5321 §3.8).
	ErrClosing = errors.New("the server has said that it closes the connection")
	// ErrUnasked says that the server has replied inside TLS to what nobody has said: whatever is said next would be
	// taken for answered.
	ErrUnasked = errors.New("a reply inside TLS that nobody asked for")
)

// Session is one SMTP session with one server. Its methods are to be called in the order of the
// protocol; each returns what the server said, and an error where nothing more can be said here:
// from then on each returns that error, and nothing is sent.
type Session struct {
	conn  net.Conn
	raw   net.Conn // below TLS
	text  *bufio.Reader
	clock *clock.Clock
	stop  func() bool
	err   error // why the session is over

	// SkipsGreeting takes a 220 in place of the reply to EHLO for a second greeting, and the reply
	// behind it for the one to EHLO (EXCH-11).
	SkipsGreeting bool
	// BelievesUnasked takes replies inside TLS that nobody asked for as those to the commands that follow; otherwise they end
	// the session.
	BelievesUnasked bool
	// Faults are what the client does wrong; the zero value does nothing wrong.
	Faults Faults

	// Extensions are the keywords of the latest EHLO reply, in upper case, with their parameters.
	Extensions map[string]string
	// Exchanges are what was said so far, but for the message itself.
	Exchanges []evidence.CommandReply
}

// Dial connects and reads the greeting. An error without a reply means that there is no session.
// The session ends, whatever it is doing, when ctx does. The caller closes it.
func Dial(ctx context.Context, network network.Network, clock *clock.Clock, address string) (*Session, error) {
	conn, err := network.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &Session{
		conn:       conn,
		raw:        conn,
		text:       bufio.NewReaderSize(conn, longestLine),
		clock:      clock,
		stop:       context.AfterFunc(ctx, func() { _ = conn.Close() }),
		Extensions: map[string]string{},
	}, nil
}

// Greeting reads the server's first words.
func (s *Session) Greeting() (Reply, error) { return s.read("") }

// Hello introduces the sender: EHLO, and HELO where EHLO is refused (RFC 5321 §3.2). It forgets what
// the server offered before (RFC 3207 §4.2). The first line of the reply to EHLO is a greeting and
// offers nothing (ESA-17).
func (s *Session) Hello(name string) (Reply, error) {
	s.forget()
	reply, err := s.Command(Patience, "EHLO %s", name)
	if err == nil && reply.Code == 220 {
		if !s.SkipsGreeting {
			return reply, s.over(ErrSecondGreeting)
		}
		reply, err = s.read("EHLO " + name)
	}
	if err != nil {
		return reply, err
	}
	if reply.Code == 250 {
		for _, line := range reply.Lines[1:] {
			keyword, parameters, _ := strings.Cut(line, " ")
			s.Extensions[strings.ToUpper(keyword)] = parameters
		}
		return reply, nil
	}
	if reply.Class() == 5 {
		return s.Command(Patience, "HELO %s", name)
	}
	return reply, nil
}

// forget drops what the server offered before.
func (s *Session) forget() {
	if !s.Faults.KeepsExtensions {
		clear(s.Extensions)
	}
}

// Offers says whether the server offered an extension in its latest EHLO reply.
func (s *Session) Offers(keyword string) bool {
	_, offered := s.Extensions[keyword]
	return offered
}

// Command sends one command and reads the reply. A line break in an argument is an error: it would
// make two commands of one.
func (s *Session) Command(wait time.Duration, format string, arguments ...any) (Reply, error) {
	line := fmt.Sprintf(format, arguments...)
	if strings.ContainsAny(line, "\r\n") {
		return Reply{}, fmt.Errorf("%w: a line break in the command %q", ErrProtocol, line)
	}
	return s.say(wait, line+"\r\n", line)
}

// say sends a text and reads the reply to it. The wait is set before anything is sent.
func (s *Session) say(wait time.Duration, text, command string) (Reply, error) {
	if s.err != nil {
		return Reply{}, s.err
	}
	if err := s.conn.SetReadDeadline(s.clock.Now().Add(wait)); err != nil {
		return Reply{}, s.over(err)
	}
	if s.Encrypted() && s.unread() != "" && !s.BelievesUnasked && !s.Faults.BelievesInjected {
		return Reply{}, s.over(ErrUnasked)
	}
	if _, err := io.WriteString(s.conn, text); err != nil {
		return Reply{}, s.over(err)
	}
	return s.read(command)
}

// read reads the reply to a command and remembers both.
func (s *Session) read(command string) (Reply, error) {
	exchange := evidence.CommandReply{Command: command, Encrypted: s.Encrypted()}
	reply, err := readReply(s.text)
	if err == nil {
		exchange.Reply = reply.Text()
	}
	s.Exchanges = append(s.Exchanges, exchange)
	if err != nil {
		return reply, s.over(err)
	}
	if reply.Code == 421 {
		_ = s.over(ErrClosing) // this reply still counts
	}
	return reply, nil
}

// over notes why nothing more can be said.
func (s *Session) over(err error) error {
	s.err = err
	return err
}

// Encrypted says whether what is said next is said inside TLS.
func (s *Session) Encrypted() bool { return s.conn != s.raw }

// AskForTLS sends STARTTLS.
func (s *Session) AskForTLS() (Reply, error) {
	if s.Faults.PipelinesSTARTTLS {
		return s.pipelineSTARTTLS()
	}
	return s.Command(Patience, "STARTTLS")
}

// Handshake starts TLS after a 220. What the server sent behind the 220 in the clear ends the
// session (ErrInjected): it must not be read as if it came through TLS.
func (s *Session) Handshake(ctx context.Context, config *tls.Config) (tls.ConnectionState, error) {
	injected := s.unread()
	if injected != "" && !s.Faults.BelievesInjected {
		return tls.ConnectionState{}, s.over(ErrInjected)
	}
	if err := s.raw.SetReadDeadline(s.clock.Now().Add(handshakePatience)); err != nil {
		return tls.ConnectionState{}, s.over(err)
	}
	conn := tls.Client(s.raw, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		return tls.ConnectionState{}, s.over(err)
	}
	s.conn = conn
	s.text.Reset(io.MultiReader(strings.NewReader(injected), conn))
	s.forget()
	return conn.ConnectionState(), nil
}

// unread is what the server has said beyond its latest reply.
func (s *Session) unread() string {
	said, _ := s.text.Peek(s.text.Buffered()) // never more than there is
	return string(said)
}

// Data sends the message after a 354: lines that begin with a dot get another (RFC 5321 §4.5.2).
func (s *Session) Data(message []byte) (Reply, error) {
	var body bytes.Buffer
	for line := range bytes.Lines(message) {
		if line[0] == '.' {
			body.WriteByte('.')
		}
		body.Write(line)
	}
	if !bytes.HasSuffix(body.Bytes(), []byte("\r\n")) {
		body.WriteString("\r\n")
	}
	body.WriteString(".\r\n")
	return s.say(dataPatience, body.String(), ".")
}

// Quit says QUIT and reads the answer, whatever it is (RFC 5321 §4.1.1.10).
func (s *Session) Quit() { _, _ = s.Command(Patience, "QUIT") }

// Close ends the session without another word of SMTP.
func (s *Session) Close() error {
	s.stop()
	return s.conn.Close()
}
