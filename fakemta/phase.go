package fakemta

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// What one client makes us keep is bounded.
const (
	maxRecipients = 1000
	maxMessages   = 1000
	keptMessages  = 64 // of the largest size
)

// phase is one half of a session, before or inside TLS, as the net.Conn that
// go-smtp serves. Read gives go-smtp one command line at a time; Write collects
// a whole reply. So each passes one place, where it is recorded and changed.
type phase struct {
	*conn
	dialogue *Dialogue
	offer    func()        // tells go-smtp what the client is offered
	closed   chan struct{} // go-smtp is done with us
	isClosed bool
	upgrade  bool // STARTTLS was answered with 220
	later    bool // and with 250: TLS begins if the client begins it at once

	pending  []byte   // read for go-smtp, not yet taken by it
	inData   bool     // go-smtp reads message data
	inAuth   bool     // go-smtp reads the answer to an AUTH challenge
	chunk    int64    // bytes of a BDAT chunk to come
	greeted  bool     // the greeting, go-smtp's first reply, is behind us
	refusing bool     // the greeting was not 2xx
	verb     string   // the command that go-smtp is about to answer
	reply    Reply    // what the behaviour says about it
	answer   []byte   // the lines of go-smtp's reply so far
	message  *Message // whose end go-smtp is about to answer

	times     map[string]int // that a verb was said
	fresh     bool           // inside TLS, and something was said
	repeating bool           // what go-smtp answers next is not for the client: it is to a line of ours
}

// talk has go-smtp serve the current half of the session. It reports whether
// TLS is to begin.
func (c *conn) talk() (upgrade bool) {
	p := &phase{conn: c, dialogue: c.behaviour.dialogue(c.encrypted), closed: make(chan struct{})}
	newEngine(p).Serve(&onlyListener{phase: p}) // its error is the listener's
	return p.upgrade && !c.over
}

// onlyListener gives go-smtp one connection, and an end when that has ended.
type onlyListener struct {
	phase *phase
	given bool
}

func (l *onlyListener) Accept() (net.Conn, error) {
	if !l.given {
		l.given = true
		return l.phase, nil
	}
	<-l.phase.closed
	return nil, net.ErrClosed
}

func (l *onlyListener) Close() error   { return nil }
func (l *onlyListener) Addr() net.Addr { return l.phase.LocalAddr() }

// Read gives go-smtp what it is to read next, and io.EOF when it is not to go on.
func (p *phase) Read(b []byte) (int, error) {
	for len(p.pending) == 0 {
		if p.isClosed || p.over || p.upgrade {
			return 0, io.EOF
		}
		p.next()
	}
	n := copy(b, p.pending)
	p.pending = p.pending[n:]
	return n, nil
}

// next reads from the client, and puts what is for go-smtp in pending.
func (p *phase) next() {
	switch {
	case p.repeats():
	case p.chunk > 0:
		if p.await("message data") {
			p.pending, _ = p.in.Peek(int(min(p.chunk, int64(p.in.Buffered()))))
			p.in.Discard(len(p.pending))
			p.chunk -= int64(len(p.pending))
		}
	case p.inData:
		// A line at a time, so that go-smtp never reads past the end of the data.
		if p.await("message data") {
			p.pending, _ = p.in.ReadSlice('\n')
		}
	default:
		p.command()
	}
}

// command reads a command line, and answers it or leaves it to go-smtp.
func (p *phase) command() {
	what := "a command"
	if p.inAuth {
		what = "an answer to AUTH"
	}
	pipelined := p.in.Buffered() > 0
	if !p.await(what) {
		return
	}
	if p.beginsLater() {
		return
	}
	if !p.encrypted && p.unexpectedTLS() {
		return
	}
	line, err := p.in.ReadSlice('\n')
	e := Event{Kind: ClientLine, Encrypted: p.encrypted, Pipelined: pipelined, Text: printable(bytes.TrimRight(line, "\r\n"))}
	switch err {
	case nil:
	case bufio.ErrBufferFull:
		e.Text += "…"
	default:
		e.Kind = ClientBytes // the connection ended in the middle of a line
	}
	p.session.record(e)
	switch {
	case err == bufio.ErrBufferFull:
		p.tooLong()
	case err != nil:
		p.fail(err)
	case p.inAuth:
		p.inAuth = false
		p.pending = line
	default:
		p.obey(line)
	}
}

// tooLong skips the rest of a line that exceeds our limit.
func (p *phase) tooLong() {
	err := bufio.ErrBufferFull
	for err == bufio.ErrBufferFull {
		_, err = p.in.ReadSlice('\n')
	}
	if err != nil {
		p.fail(err)
		return
	}
	p.send("an endless line", Reply{}, "500 5.5.2 Line too long")
}

// obey answers a command, or puts it in pending for go-smtp to answer.
func (p *phase) obey(line []byte) {
	verb, argument, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
	p.verb = strings.ToUpper(verb)
	p.hearHello(argument)
	p.reply = p.dialogue.replyTo(p.verb, argument, p.again(p.verb))
	if p.encrypted && !p.fresh {
		p.fresh = true
		p.startAnew()
	}
	switch {
	case p.reply.refuses(p.verb):
		p.send(p.verb, p.reply, "")
	case p.refusing && p.verb != "QUIT":
		p.send(p.verb, Reply{}, "503 5.5.1 No service here")
	case p.verb == "STARTTLS":
		p.startTLS(argument)
	default:
		if p.verb == "BDAT" {
			p.chunk = chunkSize(argument)
		}
		p.keepCommand(line)
		p.pending = line
	}
}

// again counts how often a verb was said.
func (p *phase) again(verb string) int {
	if p.times == nil {
		p.times = map[string]int{}
	}
	p.times[verb]++
	return p.times[verb]
}

// chunkSize is the number of bytes that follow BDAT (RFC 3030 §2), as go-smtp
// reads it: none where it sees a syntax error.
func chunkSize(argument string) int64 {
	fields := strings.Fields(argument)
	if len(fields) == 0 || len(fields) > 2 || (len(fields) == 2 && !strings.EqualFold(fields[1], "LAST")) {
		return 0
	}
	size, err := strconv.ParseUint(fields[0], 10, 32)
	if err != nil {
		return 0
	}
	return int64(size)
}

// Write collects go-smtp's reply, and sends it, or ours, when it is whole.
func (p *phase) Write(b []byte) (int, error) {
	if p.isClosed || p.over || p.upgrade {
		return 0, net.ErrClosed
	}
	p.answer = append(p.answer, b...)
	if whole(p.answer) {
		honest := strings.ReplaceAll(string(p.answer[:len(p.answer)-2]), "\r\n", "\n")
		p.answer = p.answer[:0]
		p.respond(honest)
	}
	return len(b), nil
}

// respond sends the reply to what go-smtp was given last. honest is go-smtp's.
func (p *phase) respond(honest string) {
	if p.repeating {
		p.repeating = false
		return
	}
	what, r := p.verb, p.reply
	p.verb, p.reply = "", Reply{} // a second reply to the same command is go-smtp's own
	p.inData, p.inAuth = code(honest) == "354", code(honest) == "334"
	switch {
	case !p.greeted:
		p.greeted = true
		p.greet(honest)
		return
	case p.message != nil:
		what, r = EndOfData, p.dialogue.replyTo(EndOfData, "", p.again(EndOfData))
		p.received(r, honest)
	case what == "EHLO" && code(honest) == "250":
		honest = p.helloReply(p.capabilities())
	case what == "HELO" && code(honest) == "250":
		honest = p.helloReply(nil)
	case outOfSequence(what, honest):
		honest = "503" + honest[3:]
	case unknownParameter(what, honest):
		honest = "555" + honest[3:]
	}
	if positive(r.Text) && !positive(honest) {
		r.Text = ""
	}
	p.send(what, r, honest)
	if p.inAuth && code(cmp.Or(r.Text, honest)) != "334" {
		p.cancelAuth()
	}
}

// cancelAuth ends, for go-smtp, an exchange that the client was not told to go on with (RFC 4954 §4).
func (p *phase) cancelAuth() {
	p.inAuth = false
	p.pending, p.repeating = []byte("*\r\n"), true
}

// greet sends the greeting. There is none inside TLS (RFC 3207 §4.2).
func (p *phase) greet(honest string) {
	if p.encrypted || p.session.TLSFailure() != nil {
		honest = ""
	}
	r := p.greeting()
	p.refusing = r.Text != "" && !strings.HasPrefix(code(r.Text), "2")
	p.send("the connection", r, honest)
}

// received records the message whose end r, or honest, answers.
func (p *phase) received(r Reply, honest string) {
	m := *p.message
	p.message = nil
	p.messages++
	p.kept += int64(len(m.Data))
	m.Accepted = r.Instead == Continue && positive(cmp.Or(r.Text, honest))
	p.session.recordMessage(m)
}

// Close is called by go-smtp when it is done, perhaps more than once.
func (p *phase) Close() error {
	if !p.isClosed {
		p.isClosed = true
		close(p.closed)
	}
	return nil
}

// The rest of net.Conn.

func (p *phase) LocalAddr() net.Addr              { return p.session.local }
func (p *phase) RemoteAddr() net.Addr             { return p.session.remote }
func (p *phase) SetDeadline(time.Time) error      { return nil }
func (p *phase) SetReadDeadline(time.Time) error  { return nil }
func (p *phase) SetWriteDeadline(time.Time) error { return nil }
