package esa

import (
	"crypto/tls"

	"mtalab/fakemta"
)

// mistake is one thing that a receiver does wrong.
type mistake struct {
	name string
	make func(*inbox)
}

// Faulty are receivers that are bad on purpose, each with one mistake: the scenarios written for it fail,
// and only they.
func FaultyReceivers() []Receiver {
	var all []Receiver
	for _, mistake := range mistakes {
		all = append(all, Receiver{mistake})
	}
	return all
}

var mistakes = []mistake{
	// What came in the clear behind STARTTLS is taken for said inside TLS (RATK-4).
	{"executes-injected", func(in *inbox) { in.behaviour().ExecutesInjected = true }},
	// What came in the clear behind STARTTLS is answered in the clear behind the 220 (R3207-5).
	{"answers-injected", func(in *inbox) { in.behaviour().AnswersInjected = true }},
	// What was said before TLS holds inside it (R3207-11).
	{"keeps-session", func(in *inbox) { in.behaviour().KeepsSession = true }},
	// After a failed handshake the session goes on in the clear (R3207-6).
	{"plaintext-after-220", func(in *inbox) { in.behaviour().PlainAfterFailure = true }},
	// STARTTLS stands in the second reply to EHLO as well (R3207-13).
	{"offers-starttls-again", func(in *inbox) {
		encrypted := &in.behaviour().Encrypted
		if encrypted.Capabilities == nil {
			encrypted.Capabilities = fakemta.DefaultCapabilities()
		}
		encrypted.Capabilities = append(encrypted.Capabilities, "STARTTLS")
	}},
	// STARTTLS inside TLS is answered as if it were unknown (EXCH-6).
	{"forgets-starttls-inside-tls", func(in *inbox) {
		in.behaviour().Encrypted.Replies = map[string]fakemta.Reply{"STARTTLS": {Text: "454 4.7.0 Not now"}}
	}},
	// STARTTLS with a parameter is STARTTLS (R3207-1).
	{"takes-parameter", func(in *inbox) { in.behaviour().TakesParameter = true }},
	// TLS is offered although the policy is No.
	{"offers-tls-always", func(in *inbox) {
		in.server.Certificate = func(string) (*tls.Certificate, error) { return in.env.Certificate, nil }
	}},
	// STARTTLS under No ends the session.
	{"hangs-up-on-starttls", func(in *inbox) {
		if in.server.Certificate == nil {
			in.reply("STARTTLS", fakemta.Reply{Text: "502 5.5.1 No", After: fakemta.Close})
		}
	}},
	// Under Required mail is taken without TLS.
	{"takes-mail-without-tls", func(in *inbox) {
		delete(in.behaviour().Plain.Replies, fakemta.AnyCommand)
	}},
	// Under Required NOOP is refused as well.
	{"refuses-too-much", func(in *inbox) { delete(in.behaviour().Plain.Replies, "NOOP") }},
	// Under Preferred mail is refused without TLS.
	{"demands-tls-always", func(in *inbox) {
		if in.server.Certificate != nil {
			in.demandTLS()
		}
	}},
	// Senders of whom TLS is demanded need none.
	{"forgets-listed-senders", func(in *inbox) { in.server.Refuse = nil }},
	// Any certificate of a client will do, and none.
	{"any-client-certificate", func(in *inbox) {
		if in.behaviour().ClientAuth != tls.NoClientCert {
			in.behaviour().ClientAuth = tls.RequestClientCert
		}
	}},
	// A client that shows no certificate is refused under Preferred as well.
	{"demands-client-certificate", func(in *inbox) {
		if in.behaviour().ClientAuth != tls.NoClientCert {
			in.behaviour().ClientAuth = tls.RequireAndVerifyClientCert
		}
	}},
	// AUTH is offered, and works, in the clear.
	{"auth-before-tls", func(in *inbox) {
		if in.env.Listener.Users != nil {
			in.behaviour().Plain.Capabilities = append(withAUTH(), "STARTTLS")
		}
	}},
	// AUTH is not offered at all.
	{"no-auth", func(in *inbox) { in.behaviour().Encrypted.Capabilities = nil }},
	// Any password will do.
	{"any-password", func(in *inbox) { in.server.Users = nil }},
	// STARTTLS is answered with 220, and there is no key.
	{"220-without-a-key", func(in *inbox) {
		if in.env.Listener.KeyUnavailable {
			in.reply("STARTTLS", fakemta.Reply{})
			in.behaviour().Alert = 80 // internal_error
		}
	}},
	// A server name that is not its own ends the handshake (RTLS-4).
	{"enforces-server-names", func(in *inbox) { in.behaviour().ServerNames = []string{in.env.Hostname} }},
	// TLS 1.0 is spoken (RTLS-5).
	{"speaks-tls-1.0", func(in *inbox) { in.behaviour().MinVersion = tls.VersionTLS10 }},
	// QUIT inside TLS ends the session without a word.
	{"says-no-goodbye", func(in *inbox) {
		in.behaviour().Encrypted.Replies = map[string]fakemta.Reply{"QUIT": {Instead: fakemta.Close}}
	}},
	// The Received header tells nothing of TLS.
	{"silent-received", func(in *inbox) { in.silent = true }},
}

func (in *inbox) behaviour() *fakemta.Behaviour { return &in.server.Behaviour }

// reply changes a reply before TLS.
func (in *inbox) reply(verb string, reply fakemta.Reply) {
	plain := &in.behaviour().Plain
	if plain.Replies == nil {
		plain.Replies = map[string]fakemta.Reply{}
	}
	plain.Replies[verb] = reply
}
