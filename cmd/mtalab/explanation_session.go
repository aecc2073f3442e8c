package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

// conversation is what was said before TLS.
func conversation(try sim.Try) [][]string {
	var rows [][]string
	if len(try.Exchanges) == 0 {
		return nil
	}
	offered := false
	for _, exchange := range try.Exchanges {
		said := oneLine(exchange.Reply)
		if exchange.Encrypted {
			continue
		}
		switch exchange.Verb() {
		case "":
			rows = append(rows, []string{"greeting", said})
		case "EHLO", "HELO":
			lines := strings.Split(strings.ToUpper(exchange.Reply), "\n")
			offered = slices.ContainsFunc(lines[1:], func(line string) bool { return strings.Fields(line + " -")[0] == "STARTTLS" })
			rows = append(rows, []string{exchange.Verb(), said})
		case "STARTTLS":
			rows = append(rows, []string{"STARTTLS", said})
		}
	}
	if _, asked := find(try, "STARTTLS"); !asked {
		text := "not offered"
		if offered {
			text = "offered, and not asked for"
		}
		rows = append(rows, []string{"STARTTLS", text})
	}
	return rows
}

func find(try sim.Try, verb string) (evidence.CommandReply, bool) {
	i := slices.IndexFunc(try.Exchanges, func(exchange evidence.CommandReply) bool { return exchange.Verb() == verb })
	if i < 0 {
		return evidence.CommandReply{}, false
	}
	return try.Exchanges[i], true
}

// transaction is what was said from MAIL on.
func transaction(try sim.Try) string {
	var said []string
	for _, exchange := range try.Exchanges {
		switch verb := exchange.Verb(); verb {
		case "MAIL", "RCPT", "DATA", ".":
			code, _, _ := strings.Cut(oneLine(exchange.Reply), " ")
			said = append(said, verb+" "+code)
		}
	}
	return strings.Join(said, ", ")
}

func oneLine(reply string) string {
	if reply == "" {
		return "no answer"
	}
	return strings.ReplaceAll(reply, "\n", " / ")
}

func tlsSession(state *tls.ConnectionState) string {
	text := tls.VersionName(state.Version)
	if state.ServerName == "" {
		return text + ", no server name sent"
	}
	return text + ", server name " + state.ServerName
}

func certificate(chain []*x509.Certificate) string {
	leaf := chain[0]
	common, dnsNames := "none", "none"
	if leaf.Subject.CommonName != "" {
		common = leaf.Subject.CommonName
	}
	if len(leaf.DNSNames) > 0 {
		dnsNames = strings.Join(leaf.DNSNames, ", ")
	}
	issuer := leaf.Issuer.CommonName
	return fmt.Sprintf("CN %s; DNS names %s; issued by %s; valid from %s to %s",
		common, dnsNames, issuer, leaf.NotBefore.Format(time.DateOnly), leaf.NotAfter.Format(time.DateOnly))
}
