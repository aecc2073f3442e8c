package esa

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
)

// picky is a server that answers each RCPT as it is told, and counts who was named in which session.
type picky struct {
	mu       sync.Mutex
	replies  map[string]string // by recipient; others are accepted
	sessions []string          // the recipients that were named, session by session
}

func (p *picky) tell(recipient, reply string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.replies[recipient] = reply
}

func (p *picky) named() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sessions
}

func (p *picky) serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		p.converse(conn)
		_ = conn.Close()
	}
}

func (p *picky) converse(conn net.Conn) {
	p.mu.Lock()
	p.sessions = append(p.sessions, "")
	p.mu.Unlock()
	say := func(reply string) { fmt.Fprintf(conn, "%s\r\n", reply) }
	say("220 picky")
	lines := bufio.NewScanner(conn)
	for data := false; lines.Scan(); {
		line := lines.Text()
		switch {
		case data:
			if data = line != "."; !data {
				say("250 taken")
			}
		case strings.HasPrefix(line, "RCPT TO:<"):
			say(p.recipient(strings.TrimSuffix(strings.TrimPrefix(line, "RCPT TO:<"), ">")))
		case line == "DATA":
			data = true
			say("354 go on")
		case line == "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

func (p *picky) recipient(name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	local, _, _ := strings.Cut(name, "@")
	p.sessions[len(p.sessions)-1] += local
	if reply, told := p.replies[name]; told {
		return reply
	}
	return "250 fine"
}
