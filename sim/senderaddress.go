package sim

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mtalab/fakedns"
	"mtalab/sim/network"
)

// defaultHostname is the sender's name where none is stated.
const defaultHostname = "sender.test"

func (w *World) senderName() string { return cmp.Or(w.Hostname, defaultHostname) }

// SenderAddresses are the sender's own: those that are stated, by Addresses or by an address record of its name. For a
// family of which none is, it is the first of those for documentation, from 192.0.2.10 and 2001:db8::10 on, that
// stands neither in the world nor in one of the texts.
func (w *World) SenderAddresses(texts ...string) []netip.Addr {
	own := w.statedAddresses()
	var used map[netip.Addr]bool
	for _, usual := range network.SenderAddresses() {
		if network.FirstLike(usual, own).IsValid() {
			continue
		}
		if used == nil {
			used = w.usedAddresses(texts)
		}
		own = append(own, firstUnused(usual, used))
	}
	return own
}

// statedAddresses are those of the sender's that the world states.
func (w *World) statedAddresses() []netip.Addr {
	own := slices.Clone(w.Addresses)
	for _, record := range w.DNS.Records {
		if address, is := leadsTo(record); is && w.isSender(record.Name) && !slices.Contains(own, address) && checkSenderAddress(address) == nil {
			own = append(own, address)
		}
	}
	return own
}

// leadsTo is the address in an address record.
func leadsTo(record fakedns.Record) (netip.Addr, bool) {
	if record.Type != "A" && record.Type != "AAAA" {
		return netip.Addr{}, false
	}
	address, err := netip.ParseAddr(record.Value)
	return address, err == nil
}

// isSender says whether a host is the sender.
func (w *World) isSender(host string) bool {
	return strings.EqualFold(strings.TrimSuffix(host, "."), strings.TrimSuffix(w.senderName(), "."))
}

// CheckSender says what is wrong with the addresses of the sender: one that it cannot have, or one at which an MTA
// listens, so that the sender would have to send to itself.
func (w *World) CheckSender() error {
	for _, address := range w.Addresses {
		if err := checkSenderAddress(address); err != nil {
			return err
		}
	}
	_, err := w.atSender()
	return err
}

// checkSenderAddress: the sender lies where worlds lie, and is not the name server.
func checkSenderAddress(address netip.Addr) error {
	lies := func(prefix netip.Prefix) bool { return prefix.Contains(address) && !address.IsLoopback() }
	switch {
	case !slices.ContainsFunc(prefixes, lies):
		return fmt.Errorf("%s cannot be the sender's: want one of 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32", address)
	case address == network.NameServer.Addr():
		return fmt.Errorf("%s cannot be the sender's: it is the name server's", address)
	}
	return nil
}

// atSender finds an MTA at an address that is stated to be the sender's. It may be at that of an exchanger which is the
// sender by name, to show that it is left out (R5321-10): nothing else leads there.
func (w *World) atSender() (index int, err error) {
	own := w.statedAddresses()
	for i, mta := range w.MTAs {
		if slices.Contains(own, mta.Address) && !w.isLeftOut(mta.Address) {
			return i, fmt.Errorf("there is an MTA at %s, which is the sender's own address: a sender that sends there sends to itself; want another one", mta.Address)
		}
	}
	return 0, nil
}

// isLeftOut says whether an address of the sender's is that of an exchanger of its name, and of no other host.
func (w *World) isLeftOut(address netip.Addr) bool {
	leads, exchanges := false, false
	for _, record := range w.DNS.Records {
		if to, is := leadsTo(record); is && to == address {
			if leads = w.isSender(record.Name); !leads {
				return false
			}
		}
		if _, host, _ := strings.Cut(record.Value, " "); record.Type == "MX" && w.isSender(host) {
			exchanges = true
		}
	}
	for _, route := range w.Policy.Routes {
		for _, host := range route.Hosts {
			if host.Address == address {
				return false
			}
		}
	}
	return leads && exchanges
}

// usedAddresses are all that stand in a world, or in a text.
func (w *World) usedAddresses(texts []string) map[netip.Addr]bool {
	used := map[netip.Addr]bool{network.NameServer.Addr(): true, ReceiverAddress.Addr(): true}
	for _, mta := range w.MTAs {
		used[mta.Address] = true
	}
	for _, web := range w.Web {
		used[web.Address] = true
	}
	for _, route := range w.Policy.Routes {
		for _, host := range route.Hosts {
			used[host.Address] = true
		}
	}
	for _, entry := range w.Policy.Destinations {
		texts = append(texts, entry.Domain)
	}
	for _, record := range w.DNS.Records {
		texts = append(texts, addressOf(record.Name), record.Value)
	}
	for _, fault := range w.DNS.Faults {
		texts = append(append(texts, addressOf(fault.Name)), fault.Lie...)
	}
	for _, tlsa := range w.DNS.TLSA {
		used[tlsa.At] = true
	}
	for _, text := range texts {
		for word := range strings.FieldsFuncSeq(text, isNoAddress) {
			addAddress(used, strings.TrimRight(word, "."))  // at the end of a sentence
			addAddress(used, strings.TrimRight(word, ".:")) // before a port
		}
	}
	return used
}

// addAddress adds a word that is an address. Most are none, and a look at them is cheaper than the error of ParseAddr.
func addAddress(used map[netip.Addr]bool, word string) {
	if strings.Count(word, ".") != 3 && strings.Count(word, ":") < 2 {
		return
	}
	if address, err := netip.ParseAddr(word); err == nil {
		used[address] = true
	}
}

func isNoAddress(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF:.", r) }

// addressOf is the address that a name of the reverse tree stands for (RFC 1035 §3.5, RFC 3596 §2.5); other names stay.
func addressOf(name string) string {
	lower := strings.ToLower(strings.TrimSuffix(name, "."))
	if four, is := strings.CutSuffix(lower, ".in-addr.arpa"); is {
		labels := strings.Split(four, ".")
		slices.Reverse(labels)
		return strings.Join(labels, ".")
	}
	if nibbles, is := strings.CutSuffix(lower, ".ip6.arpa"); is {
		labels := strings.Split(nibbles, ".")
		slices.Reverse(labels)
		var groups []string
		for group := range slices.Chunk(labels, 4) {
			groups = append(groups, strings.Join(group, ""))
		}
		return strings.Join(groups, ":")
	}
	return name
}

// firstUnused is the first address that is not used, from one on and then from the beginning of each prefix of worlds.
func firstUnused(from netip.Addr, used map[netip.Addr]bool) netip.Addr {
	starts := []netip.Addr{from}
	for _, prefix := range prefixes {
		if first := prefix.Addr(); first.Is4() == from.Is4() && !first.IsLoopback() {
			starts = append(starts, first.Next())
		}
	}
	for _, start := range starts {
		for address := start; checkSenderAddress(address) == nil || used[address]; address = address.Next() {
			last := address.Is4() && address.As4()[3] == 255 // a broadcast address
			if !used[address] && !last {
				return address
			}
		}
	}
	return from // all 762 of them are used
}
