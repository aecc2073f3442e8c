package shim

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mtalab/internal/namespace"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// What a program may say that it can, beyond what every program is asked for.
const (
	clientCertificate = "clientCertificate" // show a certificate of its own to a server that asks
	smartHosts        = "smartHost"         // send to a host that it is told, and not where the MX records lead
	secondAttempts    = "retry"             // try again when it is asked to
	addressFamilies   = "addresses"         // use one family of addresses first, or alone
	dane              = "dane"              // DANE (RFC 7672), and be told what is asked of it
)

var abilities = []string{clientCertificate, smartHosts, secondAttempts, addressFamilies, dane}

// introduction is what a program says of itself: answer.schema.json says what it means.
type introduction struct {
	Version int      `json:"version"`
	Subject subject  `json:"subject"`
	Can     []string `json:"can"`
	Stays   bool     `json:"stays"`
}

// subject is the MTA that a program stands for.
type subject struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

func (i introduction) can(ability string) bool { return slices.Contains(i.Can, ability) }

// introduce asks a program for its introduction, in a network in which there is nothing else. One that answers anything
// else, or nothing at all, speaks version 1, which has no such question: its introduction is zero.
func (s sender) introduce(ctx context.Context) (about introduction, err error) {
	network, err := namespace.NewPrivate(ctx)
	if err != nil {
		return about, err
	}
	defer func() { err = errors.Join(err, network.Close()) }()
	bench, err := s.furnish(ctx, sim.Env{Network: network}, folders())
	if err != nil {
		return about, fmt.Errorf("sender %s: %w", s.path, err)
	}
	asked, err := question{Version: version, Ask: askAbout, RunFolder: runFolder, Patience: s.patience().Seconds()}.line()
	if err != nil {
		return about, err
	}
	within, cancel := context.WithTimeout(ctx, s.patience())
	defer cancel()
	said, _, err := bench.Run(within, s.command(within, runFolder, runFolder), asked)
	switch {
	case ctx.Err() != nil:
		return about, err
	case err != nil:
		return about, nil // it does not know the question
	}
	about, err = parseIntroduction(said)
	if err != nil {
		return about, fmt.Errorf("sender %s: it is asked about itself, and its answer %.200q is not that of the contract: %w", s.path, said, err)
	}
	return about, nil
}

// names are those of subjects: a part of a file's name, and a word in a report.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$`)

// parseIntroduction reads one; it is zero if a program does not speak of versions.
func parseIntroduction(said string) (introduction, error) {
	if !strings.Contains(said, `"version"`) {
		return introduction{}, nil
	}
	var about introduction
	if err := strictly(said, &about); err != nil {
		return introduction{}, err
	}
	if about.Version != version {
		return introduction{}, fmt.Errorf("/version: %d: want %d", about.Version, version)
	}
	if name := about.Subject.Name; name != "" && !namePattern.MatchString(name) {
		return introduction{}, fmt.Errorf("/subject/name: %q: want a name such as my-mta, of letters, digits and . _ + - alone", name)
	}
	if told := about.Subject.Version; len(told) > 100 || strings.ContainsFunc(told, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return introduction{}, fmt.Errorf("/subject/version: %.120q: want at most 100 characters, in one line", told)
	}
	for i, ability := range about.Can {
		if !slices.Contains(abilities, ability) {
			return introduction{}, fmt.Errorf("/can/%d: %q: want some of %s", i, ability, strings.Join(abilities, ", "))
		}
	}
	return about, nil
}

// understands says sim.ErrNotSupported of a policy that a program does not say it can be told.
func (i introduction) understands(name string, asked policy.Policy) error {
	for option := range asked.Options {
		return fmt.Errorf("%w: %s has no option %q", sim.ErrNotSupported, name, option)
	}
	known := everySetting()
	byDefault := policy.Destination{Setting: asked.Default, Addresses: asked.DefaultAddresses, DANE: asked.DefaultDANE}
	for _, entry := range append(slices.Clone(asked.Destinations), byDefault) {
		_, told := known[entry.Setting.Requirement]
		switch {
		case entry.Setting != policy.Unset && !told:
			return fmt.Errorf("%w: the contract has no setting that means %q", sim.ErrNotSupported, entry.Setting)
		case entry.Addresses != "" && !i.can(addressFamilies):
			return fmt.Errorf("%w: %s does not say that it can be told %q", sim.ErrNotSupported, name, entry.Addresses)
		case entry.DANE != "" && entry.DANE != policy.NoDANE && !i.can(dane):
			return fmt.Errorf("%w: %s does not say that it can be told DANE %q", sim.ErrNotSupported, name, entry.DANE)
		}
	}
	for _, route := range asked.Routes {
		host, simple := smartHostOf(route)
		switch {
		case !simple:
			return fmt.Errorf("%w: the contract has no smart host that means the route for %s", sim.ErrNotSupported, route.Domain)
		case host != nil && !i.can(smartHosts):
			return fmt.Errorf("%w: %s does not say that it can be told a smart host", sim.ErrNotSupported, name)
		}
	}
	return nil
}
