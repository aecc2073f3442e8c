package sim

import (
	"net/netip"

	"mtalab/fakedns"
	"mtalab/pki"
	"mtalab/sim/network"
)

// env is what the sender sees of the world.
func (r *Running) env(own []netip.Addr) (Env, error) {
	env := Env{
		Network:  network.Timed{Network: r.network, Clock: r.Clock, Lost: r.lost, Refused: r.refused},
		DNS:      network.NameServer,
		Clock:    r.Clock,
		Policy:   r.World.Policy,
		Hostname: r.World.senderName(), Addresses: own,
		Stalled: r.stalled.begun(),
		Record:  func(what any) { r.Trail.add(r.sender.Name(), what) },
	}
	var err error
	if env.TrustAnchor, err = fakedns.TrustAnchor(); err != nil {
		return Env{}, err
	}
	roots := r.World.Roots
	if roots == nil {
		roots = []pki.Root{{}}
	}
	for _, root := range roots {
		authority, err := pki.Shared(root)
		if err != nil {
			return Env{}, err
		}
		env.Roots = append(env.Roots, authority.Certificate)
	}
	r.trusted = env.Roots
	if r.World.Certificate != nil {
		certificate, err := r.toShow(r.World.Certificate)
		if err != nil {
			return Env{}, err
		}
		env.Certificate = certificate
	}
	return env, nil
}
