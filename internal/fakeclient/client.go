// Package fakeclient is an SMTP client that says what it is told, byte for byte, and remembers every line
// both ways, with its side of TLS. It never judges: a server that misbehaves is a record, not an error.
package fakeclient

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	defaultPatience = 10 * time.Second
	// lineLimit bounds a line of the server; RFC 5321 §4.5.3.1.5 allows 512 octets.
	lineLimit = 64 << 10
	// mostLines bounds a reply.
	mostLines = 1000
	// mostReplies bounds what is read after QUIT.
	mostReplies = 100
)

// Client is one connection to a server. One goroutine drives it; once the session is over, what is still
// to be said is recorded as Unsaid.
type Client struct {
	patience time.Duration
	onEvent  func(Event)
	release  func() bool

	conn      net.Conn // of the current half of the session
	in        *bufio.Reader
	encrypted bool
	heard     bool // the server said something inside TLS: it did not refuse
	over      bool
	cancelled context.Context

	mu       sync.Mutex
	events   []Event
	replies  []Reply
	messages []Delivery
	agreed   *tls.ConnectionState
	refusal  string
}

// Delivery is a message that the client tried to send.
type Delivery struct {
	Encrypted bool // it was tried inside TLS
	Accepted  bool // the server answered 2xx to the end of the data
	Reply     Reply
}

// Options of Open. The zero value is ready for use.
type Options struct {
	// Patience is how long each reply may take by the wall clock; default 10 s.
	Patience time.Duration
	// Server is what the record calls the server; default its address.
	Server string
	// OnEvent is called with each event as it happens.
	OnEvent func(Event)
}

// Open takes a connection over and reads the greeting. When ctx ends, so does the session. Close closes
// the connection.
func Open(ctx context.Context, conn net.Conn, options Options) *Client {
	c := &Client{
		patience:  cmp.Or(options.Patience, defaultPatience),
		onEvent:   options.OnEvent,
		release:   context.AfterFunc(ctx, func() { _ = conn.Close() }),
		conn:      conn,
		in:        bufio.NewReaderSize(conn, lineLimit),
		cancelled: ctx,
	}
	c.record(Event{Kind: Connected, Text: cmp.Or(options.Server, conn.RemoteAddr().String())})
	c.reply("")
	return c
}

// Say says one line and reads the reply to it.
func (c *Client) Say(line string) Reply { return c.say(line, line) }

// say says a line that the record has as shown.
func (c *Client) say(line, shown string) Reply {
	if !c.write([]byte(line+"\r\n"), shown) {
		return Reply{}
	}
	return c.reply(shown)
}

// Send sends text as it stands in one segment (TLS: one record), and reads a reply to each whole line of
// it. After the 220 to STARTTLS it reads no more: what comes then is TLS (RFC 3207 §4).
func (c *Client) Send(text string) {
	lines := strings.SplitAfter(text, "\r\n")
	rest := len(lines) - 1 // it does not end in CRLF, and is empty if the text does
	var shown []string
	for _, line := range lines {
		if line != "" {
			shown = append(shown, strings.TrimSuffix(line, "\r\n"))
		}
	}
	if !c.write([]byte(text), shown...) {
		return
	}
	for _, line := range lines[:rest] {
		line = strings.TrimSuffix(line, "\r\n")
		reply, ok := c.read(line)
		if !ok || strings.EqualFold(line, "STARTTLS") && reply.Code() == "220" {
			return
		}
	}
}

// Authenticate says AUTH PLAIN (RFC 4616). The record does not have the password.
func (c *Client) Authenticate(name, password string) Reply {
	credentials := base64.StdEncoding.EncodeToString([]byte("\x00" + name + "\x00" + password))
	return c.say("AUTH PLAIN "+credentials, "AUTH PLAIN ("+name+" and a password)")
}

// Mail tries to send a message: MAIL, RCPT, DATA and its text, as far as the server goes along.
func (c *Client) Mail(from, to string, data []byte) Delivery {
	delivery := Delivery{Encrypted: c.encrypted}
	for _, line := range []string{"MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">", "DATA"} {
		if delivery.Reply = c.Say(line); !delivery.Reply.Positive() {
			c.remember(delivery)
			return delivery
		}
	}
	stuffed := bytes.ReplaceAll(append([]byte("\r\n"), data...), []byte("\r\n."), []byte("\r\n.."))[2:]
	if c.transmit(append(stuffed, ".\r\n"...)) {
		c.record(Event{Kind: Message, Encrypted: c.encrypted, Text: fmt.Sprintf("%d bytes", len(data))})
		delivery.Reply = c.reply(".")
		delivery.Accepted = strings.HasPrefix(delivery.Reply.Code(), "2")
	}
	c.remember(delivery)
	return delivery
}

// Quit says QUIT and reads all that comes until the connection ends: a reply beyond the one to QUIT
// answers something that the client never said.
func (c *Client) Quit() {
	if !c.write([]byte("QUIT\r\n"), "QUIT") {
		return
	}
	_, ok := c.read("QUIT")
	for n := 0; ok && n < mostReplies; n++ {
		_, ok = c.read("")
	}
}

// Close ends the session and closes the connection.
func (c *Client) Close() error {
	c.release()
	c.end("by the client")
	return c.close()
}

func (c *Client) close() error {
	err := c.conn.Close()
	if errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, os.ErrDeadlineExceeded) {
		return nil // the server was first
	}
	return err
}

// Events are all events so far.
func (c *Client) Events() []Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.events)
}

// Replies are all whole replies so far, the greeting first.
func (c *Client) Replies() []Reply {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.replies)
}

// Deliveries are the messages that the client tried to send.
func (c *Client) Deliveries() []Delivery {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.messages)
}

// TLS is what the latest handshake agreed on; nil if none succeeded, or if the server then refused.
func (c *Client) TLS() *tls.ConnectionState {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refusal != "" {
		return nil
	}
	return c.agreed
}

// Refusal is why a handshake failed; empty if none did.
func (c *Client) Refusal() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refusal
}

func (c *Client) remember(d Delivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages = append(c.messages, d)
}

func (c *Client) record(e Event) {
	c.mu.Lock()
	c.events = append(c.events, e)
	c.mu.Unlock()
	if c.onEvent != nil {
		c.onEvent(e)
	}
}
