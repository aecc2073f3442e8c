package explain

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"mtalab/sim/evidence"
)

// CommandReply is a command, or what stands in its place, and the reply.
type CommandReply struct {
	To    string // "greeting", or the verb of the command
	Reply string // its lines separated by "\n"; empty: there was none
	// Unasked says why there is no reply to STARTTLS: nobody asked; empty: somebody did.
	Unasked string
}

// Session is what was agreed on in a handshake.
type Session struct {
	Version    string // "TLS 1.3"
	ServerName string // that the sender sent; empty: none
}

// Certificate is what a host showed.
type Certificate struct {
	CommonName          string // empty: none
	DNSNames            []string
	Issuer              string // its Common Name
	NotBefore, NotAfter time.Time
}

// conversation is what was said before TLS.
func conversation(exchanges []evidence.CommandReply) []CommandReply {
	var all []CommandReply
	offered, asked := false, false
	for _, exchange := range exchanges {
		verb := exchange.Verb()
		asked = asked || verb == "STARTTLS"
		if exchange.Encrypted {
			continue
		}
		switch verb {
		case "":
			all = append(all, CommandReply{To: "greeting", Reply: exchange.Reply})
		case "EHLO", "HELO":
			lines := strings.Split(strings.ToUpper(exchange.Reply), "\n")
			offered = slices.ContainsFunc(lines[1:], func(line string) bool { return strings.Fields(line + " -")[0] == "STARTTLS" })
			all = append(all, CommandReply{To: verb, Reply: exchange.Reply})
		case "STARTTLS":
			all = append(all, CommandReply{To: verb, Reply: exchange.Reply})
		}
	}
	switch {
	case len(exchanges) == 0 || asked:
	case offered:
		all = append(all, CommandReply{To: "STARTTLS", Unasked: "offered, and not asked for"})
	default:
		all = append(all, CommandReply{To: "STARTTLS", Unasked: "not offered"})
	}
	return all
}

// transaction is what was said from MAIL on.
func transaction(exchanges []evidence.CommandReply) []CommandReply {
	var all []CommandReply
	for _, exchange := range exchanges {
		switch verb := exchange.Verb(); verb {
		case "MAIL", "RCPT", "DATA", ".":
			all = append(all, CommandReply{To: verb, Reply: exchange.Reply})
		}
	}
	return all
}

func sessionOf(state tls.ConnectionState) *Session {
	return &Session{Version: tls.VersionName(state.Version), ServerName: state.ServerName}
}

func certificateOf(chain []*x509.Certificate) *Certificate {
	leaf := chain[0]
	return &Certificate{
		CommonName: leaf.Subject.CommonName, DNSNames: leaf.DNSNames, Issuer: leaf.Issuer.CommonName,
		NotBefore: leaf.NotBefore, NotAfter: leaf.NotAfter,
	}
}
