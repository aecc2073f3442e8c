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

// order is what is asked of the child.
type order struct {
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

// answer is what the child says to an order.
type answer struct {
	ID    int
	Errno syscall.Errno // 0: done
	Error string        // what was being done when Errno came, or an error that has none
	files []*os.File    // what was asked for
}

// listen hands the answers to those who asked, until the child is gone.
func (p *Private) listen() {
	for {
		var heard answer
		files, err := p.line.hear(&heard)
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

// ask puts an order to the child and waits for the answer; the files that it came with are the
// caller's.
func (p *Private) ask(ctx context.Context, what order, files ...*os.File) ([]*os.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err // and not whichever comes first, this or the answer
	}
	reply := make(chan answer, 1)
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, net.ErrClosed
	}
	p.asked++
	what.ID = p.asked
	p.wait[what.ID] = reply
	p.mu.Unlock()
	if err := p.line.say(what, files...); err != nil {
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

// forget stops waiting; an answer that has come meanwhile is thrown away.
func (p *Private) forget(id int, reply chan answer) {
	p.mu.Lock()
	_, waits := p.wait[id]
	delete(p.wait, id)
	p.mu.Unlock()
	if !waits {
		closeAll((<-reply).files)
	}
}

func (a answer) err() error {
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
