package sim

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// WorldSchema identifies the form of a saved world: world.schema.json describes it.
const WorldSchema = "urn:mtalab:world:1"

// worldVersion is the version of that form.
const worldVersion = 1

// ErrWorldFile is a saved world that cannot be read; the error that wraps it names the place in it and what was
// expected there.
var ErrWorldFile = errors.New("world file")

// worldFile is a world as it is saved.
type worldFile struct {
	Schema  string `json:"$schema"`
	Version int    `json:"version"`
	World
}

// Encode writes a world as JSON, which Decode reads back.
func Encode(world *World) ([]byte, error) {
	return json.Marshal(worldFile{WorldSchema, worldVersion, *world},
		json.WithMarshalers(worldMarshalers), json.Deterministic(true), jsontext.WithIndent("  "))
}

// Decode reads a world that Encode has written, or a person. What it does not know it refuses: the error is an
// ErrWorldFile, with the JSON pointer (RFC 6901) of the place.
func Decode(text []byte) (*World, error) {
	var file worldFile
	err := json.Unmarshal(text, &file, json.WithUnmarshalers(worldUnmarshalers), json.RejectUnknownMembers(true))
	if err != nil {
		return nil, placedInFile(err)
	}
	switch {
	case file.Version != worldVersion:
		return nil, fmt.Errorf("%w: /version: %d: want %d", ErrWorldFile, file.Version, worldVersion)
	case file.Schema != "" && file.Schema != WorldSchema:
		return nil, fmt.Errorf("%w: /$schema: %q: want %q", ErrWorldFile, file.Schema, WorldSchema)
	}
	return &file.World, file.World.check()
}

// placedInFile words what package json finds.
func placedInFile(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic) && errors.Is(err, json.ErrUnknownName):
		return fmt.Errorf("%w: %s: unknown: want a field of the schema %s", ErrWorldFile, semantic.JSONPointer, WorldSchema)
	case errors.As(err, &semantic) && semantic.Err != nil:
		return fmt.Errorf("%w: %s: %w", ErrWorldFile, semantic.JSONPointer, semantic.Err)
	case errors.As(err, &semantic):
		return fmt.Errorf("%w: %s: a JSON %v where a %v is wanted", ErrWorldFile, semantic.JSONPointer, semantic.JSONKind, semantic.GoType)
	case errors.As(err, &syntactic):
		return fmt.Errorf("%w: %s: byte %d: %w", ErrWorldFile, syntactic.JSONPointer, syntactic.ByteOffset, syntactic.Err)
	}
	return fmt.Errorf("%w: %w", ErrWorldFile, err)
}

// prefixes are where every world lies: the addresses for documentation (RFC 5737, RFC 3849), and those that are nobody's
// but each host's own.
var prefixes = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"),
}

// check holds what listens, and the sender, to the addresses of worlds.
func (w *World) check() error {
	for i, address := range w.Addresses {
		if err := checkSenderAddress(address); err != nil {
			return fmt.Errorf("%w: /addresses/%d: %w", ErrWorldFile, i, err)
		}
	}
	for i, zone := range w.DNS.SignedZones {
		if err := zone.Check(); err != nil {
			return fmt.Errorf("%w: /dns/signedZones/%d: %w", ErrWorldFile, i, err)
		}
	}
	for i, tlsa := range w.DNS.TLSA {
		if err := w.CheckTLSA(tlsa); err != nil {
			return fmt.Errorf("%w: /dns/tlsa/%d: %w", ErrWorldFile, i, err)
		}
	}
	for i, fault := range w.DNS.Faults {
		if err := fault.Check(); err != nil {
			return fmt.Errorf("%w: /dns/faults/%d: %w", ErrWorldFile, i, err)
		}
	}
	for i, mta := range w.MTAs {
		if err := checkHost(fmt.Sprintf("/mtas/%d", i), mta == nil, func() netip.Addr { return mta.Address }); err != nil {
			return err
		}
		for n, change := range mta.Changes {
			if before := (&MTA{Changes: mta.Changes[:n]}).From(); change.Connection <= before {
				return fmt.Errorf("%w: /mtas/%d/changes/%d/connection: %d: want a number above %d", ErrWorldFile, i, n, change.Connection, before)
			}
		}
		if err := mta.checkClients(); err != nil {
			return fmt.Errorf("%w: /mtas/%d%w", ErrWorldFile, i, err)
		}
	}
	for i, web := range w.Web {
		if err := checkHost(fmt.Sprintf("/web/%d", i), web == nil, func() netip.Addr { return web.Address }); err != nil {
			return err
		}
	}
	if i, err := w.atSender(); err != nil {
		return fmt.Errorf("%w: /mtas/%d/address: %w", ErrWorldFile, i, err)
	}
	return nil
}

func checkHost(place string, missing bool, address func() netip.Addr) error {
	if missing {
		return fmt.Errorf("%w: %s: null: want an object", ErrWorldFile, place)
	}
	lies := func(prefix netip.Prefix) bool { return prefix.Contains(address()) }
	if !slices.ContainsFunc(prefixes, lies) {
		return fmt.Errorf("%w: %s/address: %s: want one of %v", ErrWorldFile, place, address(), prefixes)
	}
	return nil
}
