package steps

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"mtalab/fakemta"
	"mtalab/internal/names"
	"mtalab/sim"
	"mtalab/sim/evidence"
	"mtalab/sim/policy"
)

// has fails if a name or an address is nowhere in the world: a Then about it would hold whatever the sender does. Names
// below one that begins with an underscore, and mta-sts, belong to the domain above them.
func (s *scenario) has(name string) error {
	name = compared(name)
	above := name
	for first, rest, more := strings.Cut(above, "."); more && (strings.HasPrefix(first, "_") || first == "mta-sts"); first, rest, more = strings.Cut(above, ".") {
		above = rest
	}
	for _, known := range s.names() {
		known = compared(known)
		below, wildcard := strings.CutPrefix(known, "*")
		if known == name || known == above || wildcard && strings.HasSuffix(above, below) {
			return nil
		}
	}
	return badText("%s is nowhere in this world: no record, MTA, setting, route or recipient has it", name)
}

// compared is a name or an address in the form in which two of them are compared.
func compared(name string) string {
	if address, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return address.String()
	}
	if domain, err := names.Domain(name); err == nil {
		return domain
	}
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

// names are the names and addresses that stand anywhere in the world and in what was sent.
func (s *scenario) names() []string {
	all := append([]string{s.world.Hostname}, s.domains...)
	for _, record := range s.world.DNS.Records {
		all = append(all, record.Name)
		all = append(all, strings.Fields(record.Value)...)
	}
	for _, fault := range s.world.DNS.Faults {
		all = append(all, fault.Name)
	}
	for _, zone := range s.world.DNS.SignedZones {
		all = append(all, zone.Name)
	}
	all = append(all, s.world.DNS.SecureZones...)
	for _, record := range s.world.DNS.TLSA {
		all = append(all, record.Host)
	}
	for _, mta := range s.world.MTAs {
		all = append(all, mta.Name, mta.Address.String())
	}
	for _, address := range s.world.Addresses {
		all = append(all, address.String())
	}
	for _, web := range s.world.Web {
		all = append(all, web.Address.String())
		for page := range web.Pages {
			host, _, _ := strings.Cut(page, "/")
			all = append(all, host)
		}
	}
	for _, entry := range s.world.Policy.Destinations {
		all = append(all, entry.Domain)
	}
	for _, route := range s.world.Policy.Routes {
		all = append(all, route.Domain)
		for _, host := range route.Hosts {
			all = append(all, host.Name, host.Address.String())
		}
	}
	return all
}

// addressed notes the domains that are written to.
func (s *scenario) addressed(mailboxes ...string) {
	s.recipients += len(mailboxes)
	for _, mailbox := range mailboxes {
		s.domains = append(s.domains, mailbox[strings.LastIndexByte(mailbox, '@')+1:])
	}
}

// sensible holds the world, before it starts, to what phrases cannot see one by one.
func (s *scenario) sensible(sends bool) error {
	if sends && !reflect.DeepEqual(s.world.Listener, policy.Listener{}) {
		return badText("what was said of the listener has no effect: this scenario sends mail, and no MTA under test listens")
	}
	if !sends && len(s.world.MTAs) > 0 {
		return badText("the MTA at %s has no effect: in this scenario a client connects to the MTA under test", s.world.MTAs[0].Address)
	}
	if !sends && len(s.world.Addresses) > 0 {
		return badText("where the sender is has no effect: in this scenario a client connects to the MTA under test")
	}
	for _, isSensible := range []func() error{s.senderIsAlone, s.certificatesCanBeShown, s.tlsaCanBeComputed, s.forgeriesMatter, s.knowsTheSender} {
		if err := isSensible(); err != nil {
			return err
		}
	}
	if err := s.tlsaCanBeComputed(); err != nil {
		return err
	}
	if err := s.forgeriesMatter(); err != nil {
		return err
	}
	return s.oneIssuerForEachList()
}

// certificatesCanBeShown: what becomes of a certificate after it was issued does not go with every one.
func (s *scenario) certificatesCanBeShown() error {
	for _, mta := range s.world.MTAs {
		if mta.Shows == nil || len(mta.Shows.Changes) == 0 {
			continue
		}
		if err := mta.Shows.Check(s.now()); err != nil {
			return badText("the certificate at %s: %w", mta.Address, err)
		}
	}
	return nil
}

// oneIssuerForEachList: a CRL is signed by one authority, the issuer of the certificates that name it.
func (s *scenario) oneIssuerForEachList() error {
	issuers, first := map[string]sim.Issuer{}, map[string]string{}
	look := func(whose string, certificate *sim.Certificate) error {
		if certificate == nil {
			return nil
		}
		for _, list := range certificate.Lists() {
			other, named := issuers[list.URL]
			if named && !reflect.DeepEqual(other, list.Issuer) {
				return badText("the CRL %s is named by the certificates %s and %s, or those of their issuers, and they have different issuers: want a list for each", list.URL, first[list.URL], whose)
			}
			if !named {
				issuers[list.URL], first[list.URL] = list.Issuer, whose
			}
		}
		return nil
	}
	for _, mta := range s.world.MTAs {
		if err := look("at "+mta.Address.String(), mta.Shows); err != nil {
			return err
		}
	}
	return look("of the sender", s.world.Certificate)
}

// acted fails if a sender holds a message back without having done anything that could be seen: then nothing that it
// did not do says anything about it.
func (s *scenario) acted() error {
	trail := s.trail()
	if len(s.questions()) > 0 || len(s.running.Sessions()) > 0 || len(sim.Of[evidence.HostAttempt](trail)) > 0 || len(sim.Of[evidence.Plan](trail)) > 0 {
		return nil
	}
	held := slices.ContainsFunc(s.running.Outcomes(), func(o evidence.Outcome) bool { return o.Fate == evidence.Deferred })
	if !held || s.leavesNoTrace() {
		return nil
	}
	return mismatch("the sender did nothing: it asked the name server nothing and connected to nobody")
}

// leavesNoTrace says whether a sender can have tried a host by its address, and nobody saw it.
func (s *scenario) leavesNoTrace() bool {
	hidden := slices.ContainsFunc(s.world.MTAs, func(mta *sim.MTA) bool { return mta.Refuses || mta.Fault.Silent })
	literal := slices.ContainsFunc(s.domains, func(domain string) bool { return strings.HasPrefix(domain, "[") })
	return hidden && (literal || len(s.world.Policy.Routes) > 0)
}

// offeredTLS says whether a server that the sender spoke to offered STARTTLS.
func (s *scenario) offeredTLS() bool {
	for _, session := range s.running.Sessions() {
		for _, event := range session.Events() {
			if event.Kind == fakemta.ServerLine && !event.Encrypted && len(event.Text) > 4 && strings.EqualFold(event.Text[4:], "STARTTLS") {
				return true
			}
		}
	}
	return false
}
