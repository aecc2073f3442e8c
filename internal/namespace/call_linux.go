package namespace

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"
)

// request is what is asked of the child.
type request struct {
	ID      int
	Do      string // "listen", "packets", "dial", "open", "addresses", "furnish", "start", "end"
	Network string
	Address string       // an address and a port, or a path
	Own     []netip.Addr // with "addresses": what the sender has from now on, and
	Before  []netip.Addr // what it had
	Root    *Root
	Program *program
	Users   users  // with "hello"
	Without []part // with "hello"
}

// response is what the child answers to a request.
type response struct {
	ID    int
	Errno syscall.Errno // 0: done
	Error string        // what was being done when Errno came, or an error that has none
	files []*os.File    // what was asked for
}

// listen hands the answers to those who asked, until the child is gone.
func (p *Private) listen() {
	for {
		var heard response
		files, err := p.conn.receive(&heard)
		if err != nil {
			return
		}
		heard.files = files
		p.mu.Lock()
		asker, waits := p.wait[heard.ID]
		delete(p.wait, heard.ID)
		p.mu.Unlock()
		if !waits {
			closeAll(files) // the asker did not wait so long
			continue
		}
		asker <- heard
	}
}

// call sends a request to the child and waits for its response; the files that it came with are the
// caller's.
func (p *Private) call(ctx context.Context, what request, files ...*os.File) ([]*os.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err // and not whichever comes first, this or the response
	}
	reply := make(chan response, 1)
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, net.ErrClosed
	}
	p.asked++
	what.ID = p.asked
	p.wait[what.ID] = reply
	p.mu.Unlock()
	if err := p.conn.send(what, files...); err != nil {
		p.forget(what.ID, reply)
		return nil, fmt.Errorf("ask the process inside: %w", err)
	}
	select {
	case heard := <-reply:
		return heard.files, heard.err()
	case <-ctx.Done():
		p.forget(what.ID, reply)
		return nil, ctx.Err()
	case <-p.gone:
		p.forget(what.ID, reply)
		return nil, p.last
	}
}

// forget stops waiting; a response that has come meanwhile is thrown away.
func (p *Private) forget(id int, reply chan response) {
	p.mu.Lock()
	_, waits := p.wait[id]
	delete(p.wait, id)
	p.mu.Unlock()
	if !waits {
		closeAll((<-reply).files)
	}
}

func (a response) err() error {
	switch {
	case a.Errno != 0 && a.Error != "":
		return os.NewSyscallError(a.Error, a.Errno)
	case a.Errno != 0:
		return a.Errno
	case a.Error != "":
		return errors.New(a.Error)
	}
	return nil
}
