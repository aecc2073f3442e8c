package postfix

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"

	"mtalab/internal/driver"
)

// policies is what Postfix asks for the TLS policy of a next hop, at each delivery: a table in the protocol
// of socketmap_table(5), so that a Postfix that runs can be told another policy.
type policies struct {
	listener net.Listener
	serving  sync.WaitGroup

	mu     sync.Mutex
	words  driver.Words[string]
	closed bool
	conns  []net.Conn
}

// servePolicies answers until Close.
func servePolicies(listener net.Listener) *policies {
	p := &policies{listener: listener}
	p.serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // closed
			}
			p.serving.Go(func() {
				p.keep(conn)
				defer conn.Close()
				_ = p.serve(conn) // it is closed, or Postfix says what is not the protocol
			})
		}
	})
	return p
}

// keep remembers what Close closes.
func (p *policies) keep(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		_ = conn.Close()
	}
	p.conns = append(p.conns, conn)
}

// set replaces the policy.
func (p *policies) set(words driver.Words[string]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.words = words
}

// of is the policy of a next hop, such as "example.com" or "[192.0.2.1]", in a table: the one of an entry with a route, or
// that of all others; empty: it has none.
func (p *policies) of(table, nextHop string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, entry := range p.words.All() {
		if entry.Route != nil && table == service(i) {
			return entry.Words
		}
	}
	entry, _ := p.words.For(nextHop)
	return entry.Words
}

// longestQuestion bounds what is read: a name of a table and a next hop.
const longestQuestion = 4096

// serve answers the questions of one connection.
func (p *policies) serve(conn io.ReadWriter) error {
	reader := bufio.NewReader(conn)
	for {
		question, err := readNetstring(reader)
		if err != nil {
			return err
		}
		table, nextHop, _ := strings.Cut(question, " ")
		reply := "NOTFOUND "
		if policy := p.of(table, nextHop); policy != "" {
			reply = "OK " + policy
		}
		if _, err := fmt.Fprintf(conn, "%d:%s,", len(reply), reply); err != nil {
			return err
		}
	}
}

func readNetstring(reader *bufio.Reader) (string, error) {
	length, err := reader.ReadSlice(':')
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(string(length), ":"))
	if err != nil || n < 0 || n > longestQuestion {
		return "", fmt.Errorf("%q: want the length of a question, at most %d", length, longestQuestion)
	}
	content := make([]byte, n+1)
	if _, err := io.ReadFull(reader, content); err != nil {
		return "", err
	}
	if content[n] != ',' {
		return "", fmt.Errorf("%q: want a comma at the end of a question", content)
	}
	return string(content[:n]), nil
}

// Close ends it and its connections, and waits.
func (p *policies) Close() error {
	err := p.listener.Close()
	p.mu.Lock()
	p.closed = true
	for _, conn := range p.conns {
		_ = conn.Close() // it may be closed already
	}
	p.mu.Unlock()
	p.serving.Wait()
	return err
}
