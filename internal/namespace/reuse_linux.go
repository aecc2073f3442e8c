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

// MarkReusable says that another world may use the network once this one has let go of it. Every program inside
// is ended then, and the next MountRoot makes everything anew, unless there is a resident: what runs for it goes
// on, for the next world to find with Resident. The resident is closed with the network.
func (p *Private) MarkReusable(resident io.Closer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fit, p.resident = true, resident
}

// Resident is what an earlier world has left running; nil: nothing. It is the caller's now, and MarkReusable is to be
// said anew.
func (p *Private) Resident() io.Closer {
	p.mu.Lock()
	defer p.mu.Unlock()
	resident := p.resident
	p.fit, p.resident = false, nil
	return resident
}

func end(resident io.Closer) error {
	if resident == nil {
		return nil
	}
	return resident.Close()
}

// longestEnd bounds the end of the programs inside.
const longestEnd = 10 * time.Second

// release closes what a world has opened, ends its programs, and says whether the network is fit for
// another one.
func (p *Private) reset(opened []io.Closer) bool {
	p.mu.Lock()
	fit, resident := p.fit, p.resident
	if resident == nil {
		opened = slices.Collect(maps.Keys(p.opened)) // what the sender has opened too
	}
	for _, listener := range opened {
		delete(p.opened, listener)
	}
	p.mu.Unlock()
	for _, listener := range opened {
		_ = listener.Close() // its owner may have closed it a moment ago
	}
	if !fit || resident != nil {
		return fit && !p.isLost()
	}
	ctx, cancel := context.WithTimeout(context.Background(), longestEnd)
	defer cancel()
	p.furnishing.Lock()
	defer p.furnishing.Unlock()
	p.hasRoot = false
	_, err := p.call(ctx, request{Do: "end"})
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
