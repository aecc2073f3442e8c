package sim

import (
	"cmp"
	"fmt"
	"io"
	"log"
	"mtalab/sim/clock"
	"mtalab/sim/evidence"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Web is one web server of a world: where a certificate sends those who want to know whether it was
// revoked. Set its fields before the world starts. The zero value of all but Address is an honest
// server without a page.
type Web struct {
	// Address is its IP address, and Port its port; 0 means 80.
	Address netip.Addr
	Port    uint16
	// Refuses closes the port: the address exists and nobody listens.
	Refuses bool
	// Silent makes it hear every question and answer none.
	Silent bool
	// Pages are made when they are asked for, by host and path such as "crl.example.com/ca.crl".
	// What is not among them is answered 404, and an error 500.
	Pages map[string]func() ([]byte, error)

	clock  *clock.Clock
	record func(any)
	server http.Server
	work   sync.WaitGroup // accepting, and one for each connection
}

// AddrPort is where it listens.
func (s *Web) AddrPort() netip.AddrPort {
	return netip.AddrPortFrom(s.Address, cmp.Or(s.Port, 80))
}

// start makes the server listen and tells the world of every question.
func (s *Web) start(w *World) error {
	if s.Refuses {
		return nil
	}
	s.clock = w.Clock
	s.record = func(what any) { w.trail.add("http", what) }
	listener, err := w.Network.Listen("tcp", s.AddrPort().String())
	if err != nil {
		return fmt.Errorf("start the web server at %s: %w", s.AddrPort(), err)
	}
	s.server.Handler = s
	s.server.ReadHeaderTimeout = time.Minute
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	s.server.ConnState = s.count
	s.work.Go(func() { _ = s.server.Serve(listener) }) // always an error: the server was closed
	return nil
}

// count keeps track of the connections, so that close can wait for them.
func (s *Web) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.work.Add(1)
	case http.StateClosed:
		s.work.Done()
	}
}

// ServeHTTP answers one question. It is recorded before the answer leaves, so that what the asker
// does about it is later in the trail.
func (s *Web) ServeHTTP(answer http.ResponseWriter, question *http.Request) {
	page := question.Host + question.URL.Path
	url := "http://" + page
	if s.Silent {
		s.record(evidence.HTTPRequest{URL: url})
		s.clock.AdvanceToNextDeadline()
		<-question.Context().Done()
		return
	}
	content, status := []byte(nil), http.StatusNotFound
	if write, found := s.Pages[page]; found {
		var err error
		if content, err = write(); err == nil {
			status = http.StatusOK
		} else {
			content, status = []byte(err.Error()), http.StatusInternalServerError
		}
	}
	s.record(evidence.HTTPRequest{URL: url, Status: status})
	answer.Header().Set("Content-Type", "application/octet-stream")
	answer.WriteHeader(status)
	_, _ = answer.Write(content) // fails only if the asker has gone
}

// close ends the server and waits for it.
func (s *Web) close() error {
	err := s.server.Close()
	s.work.Wait()
	return err
}
