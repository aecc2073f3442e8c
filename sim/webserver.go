package sim

import (
	"cmp"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"mtalab/sim/evidence"
)

// webServer is a Web at work.
type webServer struct {
	*Web
	world  *Running
	server http.Server
	work   sync.WaitGroup // accepting, and one for each connection
}

// start makes the server listen and tells the world of every question.
func (s *webServer) start() error {
	if s.Refuses {
		return nil
	}
	listener, err := s.world.network.Listen("tcp", s.AddrPort().String())
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
func (s *webServer) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.work.Add(1)
	case http.StateClosed:
		s.work.Done()
	}
}

// ServeHTTP answers one question. It is recorded before the answer leaves, so that what the asker
// does about it is later in the trail.
func (s *webServer) ServeHTTP(answer http.ResponseWriter, question *http.Request) {
	name := question.Host + question.URL.Path
	asked := evidence.HTTPRequest{URL: "http://" + name}
	if s.Silent {
		s.world.Trail.add("http", asked)
		s.world.Clock.AdvanceToNextDeadline()
		<-question.Context().Done()
		return
	}
	var content []byte
	asked.Status = http.StatusNotFound
	if page, found := s.Pages[name]; found {
		var err error
		asked.Status = cmp.Or(page.Status, http.StatusOK)
		if page.Location != "" {
			answer.Header().Set("Location", page.Location)
		}
		if content, err = s.world.content(page); err != nil {
			content, asked.Status = []byte(err.Error()), http.StatusInternalServerError
		}
	}
	s.world.Trail.add("http", asked)
	answer.Header().Set("Content-Type", "application/octet-stream")
	answer.WriteHeader(asked.Status)
	_, _ = answer.Write(content) // fails only if the asker has gone
}

// close ends the server and waits for it.
func (s *webServer) close() error {
	err := s.server.Close()
	s.work.Wait()
	return err
}
