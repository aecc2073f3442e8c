package explain

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"mtalab/sim/evidence"
)

// commandReply is a command, or what stands in its place, and the reply.
type commandReply struct {
	to    string // "greeting", or the verb of the command
	reply string // its lines separated by "\n"; empty: there was none
	// unasked says why there is no reply to STARTTLS: nobody asked; empty: somebody did.
	unasked string
}

// session is what was agreed on in a handshake.
type session struct {
	version    string // "TLS 1.3"
	serverName string // that the sender sent; empty: none
}

// certificate is what a host showed.
type certificate struct {
	commonName          string // empty: none
	dnsNames            []string
	issuer              string // its Common Name
	notBefore, notAfter time.Time
}

// conversation is what was said before TLS.
func conversation(exchanges []evidence.CommandReply) []commandReply {
	var all []commandReply
	offered, asked := false, false
	for _, exchange := range exchanges {
		verb := exchange.Verb()
		asked = asked || verb == "STARTTLS"
		if exchange.Encrypted {
			continue
		}
		switch verb {
		case "":
			all = append(all, commandReply{to: "greeting", reply: exchange.Reply})
		case "EHLO", "HELO":
			lines := strings.Split(strings.ToUpper(exchange.Reply), "\n")
			offered = slices.ContainsFunc(lines[1:], func(line string) bool { return strings.Fields(line + " -")[0] == "STARTTLS" })
			all = append(all, commandReply{to: verb, reply: exchange.Reply})
		case "STARTTLS":
			all = append(all, commandReply{to: verb, reply: exchange.Reply})
		}
	}
	switch {
	case len(exchanges) == 0 || asked:
	case offered:
		all = append(all, commandReply{to: "STARTTLS", unasked: "offered, and not asked for"})
	default:
		all = append(all, commandReply{to: "STARTTLS", unasked: "not offered"})
	}
	return all
}

// transaction is what was said from MAIL on.
func transaction(exchanges []evidence.CommandReply) []commandReply {
	var all []commandReply
	for _, exchange := range exchanges {
		switch verb := exchange.Verb(); verb {
		case "MAIL", "RCPT", "DATA", ".":
			all = append(all, commandReply{to: verb, reply: exchange.Reply})
		}
	}
	return all
}

func sessionOf(state tls.ConnectionState) *session {
	return &session{version: tls.VersionName(state.Version), serverName: state.ServerName}
}

func certificateOf(chain []*x509.Certificate) *certificate {
	leaf := chain[0]
	return &certificate{
		commonName: leaf.Subject.CommonName, dnsNames: leaf.DNSNames, issuer: leaf.Issuer.CommonName,
		notBefore: leaf.NotBefore, notAfter: leaf.NotAfter,
	}
}
