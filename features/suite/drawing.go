package suite

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"mtalab/fakedns"
	"mtalab/internal/result"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/senders"
	"mtalab/steps"
)

// drawn is a world as a report draws it.
func drawn(played steps.Result) result.World {
	world := played.World
	drawing := result.World{Recipients: recipientDomains(played.Trail())}
	addresses := reverseNames(world)
	for _, record := range world.DNS.Records {
		drawing.Records = append(drawing.Records, result.Record{
			Name: ownerOf(record.Name, record.Type, addresses), Type: record.Type, Value: strings.TrimSuffix(record.Value, "."),
		})
	}
	for _, fault := range world.DNS.Faults {
		drawing.Faults = append(drawing.Faults, result.Record{
			Name: ownerOf(fault.Name, fault.Type, addresses), Type: fault.Type, Value: fault.String(),
		})
	}
	for _, route := range world.Policy.Routes {
		hosts := make([]string, len(route.Hosts))
		for i, host := range route.Hosts {
			hosts[i] = senders.Dialect().FormatRouteHost(host)
		}
		drawing.Routes = append(drawing.Routes, result.Route{Domain: route.Domain, Hosts: hosts})
	}
	for _, mta := range world.MTAs {
		drawing.Hosts = append(drawing.Hosts, host(played.Running, mta))
	}
	markMatches(played.Trail(), drawing.Hosts)
	drawWays(world, played.Trail(), &drawing)
	return drawing
}

// recipientDomains are the domains that mail was sent to, each once.
func recipientDomains(trail *sim.Trail) []string {
	var domains []string
	for _, sent := range sim.Of[evidence.MessageSubmitted](trail) {
		for _, recipient := range sent.Message.To {
			domain := domainOf(recipient)
			if !slices.Contains(domains, domain) {
				domains = append(domains, domain)
			}
		}
	}
	return domains
}

// reverseNames maps the owner names of PTR records to the addresses of the world.
func reverseNames(world *sim.World) map[string]string {
	addresses := map[string]string{}
	note := func(address string) {
		if owner, err := fakedns.OwnerName(address, "PTR"); err == nil {
			addresses[owner] = address
		}
	}
	for _, mta := range world.MTAs {
		note(mta.Address.String())
	}
	for _, record := range world.DNS.Records {
		if record.Type == "A" || record.Type == "AAAA" {
			note(record.Value)
		}
	}
	return addresses
}

// ownerOf is the owner of a record without its final dot; that of a PTR record is the address, if it is one
// of the world.
func ownerOf(name, rtype string, addresses map[string]string) string {
	if address, known := addresses[strings.ToLower(name)]; known && rtype == "PTR" {
		return address
	}
	return strings.TrimSuffix(name, ".")
}

func host(world *sim.Running, mta *sim.MTA) result.Host {
	host := result.Host{Address: mta.Address.String(), Port: mta.Port, Name: mta.Name}
	for _, wrong := range []struct {
		is   bool
		text string
	}{
		{mta.Refuses, "nobody listens"},
		{mta.Fault.Silent, "nobody answers"},
		{mta.Fault.Reset, "resets every connection"},
		{mta.Fault.BytesPerSecond > 0, fmt.Sprintf("says %d bytes a second", mta.Fault.BytesPerSecond)},
		{mta.Fault.CutAfter > 0, fmt.Sprintf("is cut off after %d bytes", mta.Fault.CutAfter)},
		{mta.Attacker != nil, "an attacker is on the way"},
		{world.Shown(mta) == nil, "offers no STARTTLS"},
		{len(mta.Changes) > 0, fmt.Sprintf("changes with its connection %d", mta.From())},
	} {
		if wrong.is {
			host.Wrong = append(host.Wrong, wrong.text)
		}
	}
	for _, clients := range mta.ToldApart() {
		host.Wrong = append(host.Wrong, "treats "+clients+" differently")
	}
	if shown := world.Shown(mta); shown != nil {
		host.Certificate = certificate(world, shown)
	}
	return host
}

// certificate tells what is in a certificate; nil if it cannot be issued, which the scenario tells. In a world that never ran
// nothing is issued: its dates are left out.
func certificate(world *sim.Running, described *sim.Certificate) *result.Certificate {
	told := namesIn(described)
	if told.SelfSigned = described.SelfSigned; !told.SelfSigned {
		issuer, err := issuerOf(described)
		if err != nil {
			return nil
		}
		told.Issuer = issuer
	}
	if world.Clock == nil {
		return told
	}
	issued, err := world.Issue(described)
	if err != nil {
		return nil
	}
	validity(told, issued.Leaf, world.Clock.Now())
	return told
}

// issuerOf is the Common Name of who issues a certificate.
func issuerOf(described *sim.Certificate) (string, error) {
	issuer, err := described.IssuedBy()
	if err != nil {
		return "", err
	}
	authority, err := issuer.Authority()
	if err != nil {
		return "", err
	}
	return authority.Certificate.Subject.CommonName, nil
}

// namesIn tells the names in a certificate, which is issued by itself as long as nobody else is told.
func namesIn(described *sim.Certificate) *result.Certificate {
	told := &result.Certificate{CommonNames: described.Leaf.CommonNames, DNSNames: described.Leaf.DNSNames, Issuer: "itself"}
	if name := described.Leaf.CommonName; name != "" && len(told.CommonNames) == 0 {
		told.CommonNames = []string{name}
	}
	for _, ip := range described.Leaf.IPs {
		told.OtherNames = append(told.OtherNames, "IP "+ip.String())
	}
	for kind, names := range map[string][]string{"e-mail": described.Leaf.Emails, "URI": described.Leaf.URIs, "SRV": described.Leaf.SRVNames} {
		for _, name := range names {
			told.OtherNames = append(told.OtherNames, kind+" "+name)
		}
	}
	for range described.Leaf.OtherNames {
		told.OtherNames = append(told.OtherNames, "a name of another kind")
	}
	slices.Sort(told.OtherNames)
	return told
}

// validity leaves the dates of a certificate alone that Go cannot read.
func validity(told *result.Certificate, leaf *x509.Certificate, now time.Time) {
	if leaf == nil {
		return
	}
	told.NotBefore, told.NotAfter = leaf.NotBefore, leaf.NotAfter
	told.Expired = now.Before(leaf.NotBefore) || now.After(leaf.NotAfter)
}
