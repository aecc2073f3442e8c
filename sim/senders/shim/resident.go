package shim

import (
	"bytes"
	"context"
	"net/netip"
	"slices"

	"mtalab/internal/driver"
	"mtalab/internal/namespace"
	"mtalab/sim"
)

// resident is a program that stays, for one world after another.
type resident struct {
	*driver.Dialogue
	roots     []byte
	own       []namespace.File // its certificate
	hostname  string
	addresses []netip.Addr
	counted   int // questions and messages
}

// staying finds the program at work, or starts it.
func (o *outbox) staying(ctx context.Context, env sim.Env, files []namespace.File) error {
	private, err := namespace.PrivateIn(env.Network)
	if err != nil {
		return err
	}
	wanted := &resident{roots: driver.RootsPEM(env), own: files, hostname: env.Hostname, addresses: env.Addresses}
	tenant := private.Resident()
	if here, is := tenant.(*resident); is && here.suits(wanted) {
		o.resident, o.bench = here, &driver.Sandbox{Private: private, Env: env}
		return nil
	}
	private.MarkReusable(tenant) // which ends as the world is furnished
	if o.bench, err = o.sender.furnish(ctx, env, files); err != nil {
		return err
	}
	// It outlives this world, and so its context.
	wanted.Dialogue, err = o.bench.Talk(o.sender.command(context.WithoutCancel(ctx), runFolder, runFolder))
	o.resident = wanted
	return err
}

// suits says whether what the program sees of its world is as another one would see it.
func (r *resident) suits(other *resident) bool {
	return r.hostname == other.hostname && slices.Equal(r.addresses, other.addresses) && bytes.Equal(r.roots, other.roots) &&
		slices.EqualFunc(r.own, other.own, func(a, b namespace.File) bool { return a.Path == b.Path && bytes.Equal(a.Content, b.Content) })
}

// leave lets another world have a program that stays.
func (o *outbox) leave() error {
	switch {
	case o.resident.Dialogue == nil: // it was never started
		return nil
	case !o.sound:
		return o.resident.Close()
	}
	defer o.bench.MarkReusable(o.resident)
	return o.removeFolders()
}

// removeFolders leaves nothing of this world's messages to the next one.
func (o *outbox) removeFolders() error {
	if len(o.sent) == 0 {
		return nil
	}
	words := []string{"/bin/rm", "-rf"}
	for _, message := range o.sent {
		words = append(words, message.folder)
	}
	ctx, cancel := context.WithTimeout(context.Background(), driver.Patience)
	defer cancel()
	return o.asProgram(ctx, words)
}
