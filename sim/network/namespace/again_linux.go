package namespace

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"syscall"
	"time"
)

// Again says that another world may use the network once this one has let go of it. Every program inside
// is ended then, and the next Furnish makes everything anew, unless there is a tenant: what runs for it goes
// on, for the next world to find with Tenant. The tenant is closed with the network.
func (p *Private) Again(tenant io.Closer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fit, p.tenant = true, tenant
}

// Tenant is what an earlier world has left running; nil: nothing. It is the caller's now, and Again is to be
// said anew.
func (p *Private) Tenant() io.Closer {
	p.mu.Lock()
	defer p.mu.Unlock()
	tenant := p.tenant
	p.fit, p.tenant = false, nil
	return tenant
}

func end(tenant io.Closer) error {
	if tenant == nil {
		return nil
	}
	return tenant.Close()
}

// longestEnd bounds the end of the programs inside.
const longestEnd = 10 * time.Second

// release closes what a world has opened, ends its programs, and says whether the network is fit for
// another one.
func (p *Private) release(opened []io.Closer) bool {
	p.mu.Lock()
	fit, tenant := p.fit, p.tenant
	if tenant == nil {
		opened = slices.Collect(maps.Keys(p.opened)) // what the sender has opened too
	}
	for _, listener := range opened {
		delete(p.opened, listener)
	}
	p.mu.Unlock()
	for _, listener := range opened {
		_ = listener.Close() // its owner may have closed it a moment ago
	}
	if !fit || tenant != nil {
		return fit && !p.isLost()
	}
	ctx, cancel := context.WithTimeout(context.Background(), longestEnd)
	defer cancel()
	p.furnishing.Lock()
	defer p.furnishing.Unlock()
	p.hasRoot = false
	_, err := p.ask(ctx, order{Do: "end"})
	return err == nil
}

// isLost says whether nothing inside is left.
func (p *Private) isLost() bool {
	select {
	case <-p.Lost():
		return true
	default:
		return false
	}
}

// longestStart bounds how long a program that is being started keeps an address.
const longestStart = time.Second

// onceFree asks for a socket that listens as soon as its address is free. A program that is being started has
// every file of this process open until it executes, and so the sockets that an earlier world has closed
// meanwhile.
func (p *Private) onceFree(do, network, address string) (*os.File, error) {
	for end := time.Now().Add(longestStart); ; {
		socket, err := p.socket(context.Background(), do, network, address)
		if !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(end) {
			return socket, err
		}
		<-time.After(time.Millisecond)
	}
}
