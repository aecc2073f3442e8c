package main

import (
	"cmp"
	"io"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"mtalab/internal/printable"
	"mtalab/internal/table"
	"mtalab/sim"
	"mtalab/sim/network"
)

// worldGuide shows a person about an open world: where its servers are, and commands that look at them.
type worldGuide struct {
	world   *sim.World
	running *sim.Running
	// behind is where a program finds what listens at an address of the world; false: nothing listens.
	behind func(network string, address netip.AddrPort) (string, bool)
	before string // stands before every command
	roots  string // the file of the trust anchors
}

// inside is the guide for programs that are inside the world.
func inside(running *sim.Running, roots string) worldGuide {
	return worldGuide{world: running.World, running: running, roots: roots, behind: func(_ string, address netip.AddrPort) (string, bool) {
		return address.String(), true
	}}
}

// write tells the addresses and the commands.
func (v worldGuide) write(out io.Writer) {
	table.Write(out, "  ", v.addresses())
	printable.Fprintf(out, "  trust anchors: %s\n\nLook at it\n", v.roots)
	for _, command := range v.commands() {
		printable.Fprintf(out, "  %s%s\n", v.before, command)
	}
}

// addresses are rows: what it is, its address in the world, where a program finds it, its name.
func (v worldGuide) addresses() [][]string {
	server, _ := v.behind("udp", network.NameServer)
	rows := [][]string{{"name server", network.NameServer.String(), server}}
	if over, _ := v.behind("tcp", network.NameServer); over != server {
		rows = append(rows, []string{"", "", over + " over TCP"})
	}
	for _, mta := range v.world.MTAs {
		name, _ := v.names(mta)
		rows = append(rows, []string{"MTA", mta.AddrPort().String(), v.listens(mta), name})
	}
	for _, web := range v.world.Web {
		at, _ := v.behind("tcp", web.AddrPort())
		rows = append(rows, []string{"web server", web.AddrPort().String(), cmp.Or(at, "nobody listens")})
	}
	for _, row := range rows {
		if row[2] == row[1] {
			row[2] = ""
		}
	}
	return rows
}

// listens is where a program finds an MTA.
func (v worldGuide) listens(mta *sim.MTA) string {
	at, listens := v.behind("tcp", mta.AddrPort())
	if !listens || mta.Refuses || mta.Fault.Silent {
		return "nobody listens"
	}
	return at
}

// mostShown is how many domains, and how many MTAs, have commands of their own.
const mostShown = 5

// commands look at the MX records, and at each MTA that listens.
func (v worldGuide) commands() []string {
	var commands []string
	for _, domain := range first(mostShown, v.domains()) {
		commands = append(commands, v.dig("MX", domain))
	}
	for _, mta := range first(mostShown, v.world.MTAs) {
		commands = append(commands, v.dig("-x", mta.Address.String()))
		at := v.listens(mta)
		if _, err := netip.ParseAddrPort(at); err != nil {
			continue
		}
		name, domain := v.names(mta)
		send := []string{"swaks", "--server", at, "--ehlo", "sender.test", "--from", "alice@sender.test", "--to", "bob@" + domain}
		if mta.Shows != nil {
			look := []string{"openssl", "s_client", "-connect", at, "-starttls", "smtp", "-CAfile", v.roots}
			send = append(send, "--tls")
			if name != "" {
				look, send = append(look, "-servername", name), append(send, "--tls-sni", name)
			}
			commands = append(commands, quoted(look...)+" </dev/null | openssl x509 -noout -subject -ext subjectAltName")
		}
		commands = append(commands, quoted(send...))
	}
	return commands
}

func first[T any](most int, all []T) []T { return all[:min(most, len(all))] }

// dig asks the world's name server, which need not be named where it is the system's.
func (v worldGuide) dig(question ...string) string {
	at, _ := v.behind("udp", network.NameServer)
	host, port, err := net.SplitHostPort(at)
	if err != nil || at == network.NameServer.String() {
		return quoted(append([]string{"dig"}, question...)...)
	}
	return quoted(append([]string{"dig", "@" + host, "-p", port}, question...)...)
}

// domains have MX records.
func (v worldGuide) domains() []string {
	var domains []string
	for _, record := range v.world.DNS.Records {
		if name := bare(record.Name); record.Type == "MX" && !slices.Contains(domains, name) {
			domains = append(domains, name)
		}
	}
	return domains
}

// names are the name of an MTA, of an MX record if there is one, and a domain whose mail it takes; the
// first is empty if nothing leads to the address, and the second then an address literal.
func (v worldGuide) names(mta *sim.MTA) (host, domain string) {
	var hosts []string
	for _, record := range v.world.DNS.Records {
		if address, err := netip.ParseAddr(record.Value); err == nil && address == mta.Address && (record.Type == "A" || record.Type == "AAAA") {
			hosts = append(hosts, bare(record.Name))
		}
	}
	for _, record := range v.world.DNS.Records {
		_, target, _ := strings.Cut(record.Value, " ")
		if record.Type == "MX" && slices.Contains(hosts, bare(target)) {
			return bare(target), bare(record.Name)
		}
	}
	if len(hosts) > 0 {
		return hosts[0], hosts[0]
	}
	literal := mta.Address.String()
	if mta.Address.Is6() {
		literal = "IPv6:" + literal
	}
	return "", "[" + literal + "]"
}

// bare is a domain name for comparing and for people.
func bare(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

var plain = regexp.MustCompile(`^[\w@%+=:,./-]+$`)

// quoted is a command line for a shell.
func quoted(words ...string) string {
	line := make([]string, len(words))
	for i, word := range words {
		if line[i] = word; !plain.MatchString(word) {
			line[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(line, " ")
}
