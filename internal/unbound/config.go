// Package unbound is Debian's unbound as a validating resolver that forwards to the name server of a world: its
// configuration, and the few commands by which it goes from one world to the next without a restart.
package unbound

import (
	_ "embed"
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"text/template"

	"mtalab/internal/debian"
)

// Find looks for the program.
func Find() (debian.Program, error) { return debian.Find("unbound", "/usr/sbin/unbound") }

// Config is what one is told. It needs nothing of the system's and writes nothing but its socket.
type Config struct {
	// Listen is where it answers.
	Listen []netip.AddrPort
	// Forward is the name server that it asks.
	Forward netip.AddrPort
	// Folder is where its files are, and the socket by which it is controlled.
	Folder string
	// ControlPort is at which it is controlled, at 127.0.0.1; 0: by the socket.
	ControlPort uint16
}

// AnchorFile is the path of the trust anchor, a line of a zone file.
func (c Config) AnchorFile() string { return filepath.Join(c.Folder, "root.key") }

// Socket is the path of the control socket.
func (c Config) Socket() string { return filepath.Join(c.Folder, "control") }

// File is the path of the configuration.
func (c Config) File() string { return filepath.Join(c.Folder, "unbound.conf") }

//go:embed unbound.conf.tmpl
var text string

var form = template.Must(template.New("unbound.conf").Funcs(template.FuncMap{"at": at}).Parse(text))

// at writes an address and a port as unbound has them.
func at(address netip.AddrPort) string { return fmt.Sprintf("%s@%d", address.Addr(), address.Port()) }

// String is the configuration.
func (c Config) String() string {
	var written strings.Builder
	if err := form.Execute(&written, c); err != nil {
		panic(err) // of a template that is part of the program
	}
	return written.String()
}

// OwnZones are those that unbound would answer itself, with AA, and that worlds may have.
func (Config) OwnZones() []string { return []string{"test.", "invalid.", "onion.", "home.arpa."} }
