package sendmail

import (
	"fmt"
	"slices"
	"strings"

	"mtalab/internal/driver"
	"mtalab/sim"
	"mtalab/sim/policy"
)

// vocabulary is what Sendmail can be told: the routes by a mailertable.
var vocabulary = driver.Vocabulary[string]{MTA: "Sendmail", Known: known, Routed: routed}

// routed are the words where a route leads the mail: what is compared is the name of the host that it connects to. The
// mailer has the port, so that it is one for all hosts of a route.
func routed(d driver.Domain[string]) (string, error) {
	if d.Route.Discards() {
		return "", fmt.Errorf("%w: Sendmail has no mailer that drops the mail of a domain", sim.ErrNotSupported)
	}
	for _, host := range d.Route {
		if host.Port != d.Route[0].Port {
			return "", fmt.Errorf("%w: Sendmail tries all hosts of a route by one port", sim.ErrNotSupported)
		}
	}
	return d.In(known, "Sendmail")
}

// wording is a policy in the words of Sendmail.
type wording struct {
	words   driver.Words[string]
	access  string   // lines of the access map
	mailers string   // lines of the mailertable
	ports   []uint16 // of hosts to which a route leads, but for 25: each has a mailer
}

// inWords is the policy: its TLS settings must be one for every host.
func inWords(policy policy.Policy) (wording, error) {
	words, err := vocabulary.InWords(policy)
	if err != nil {
		return wording{}, err
	}
	made := wording{words: words}
	settings := map[string]bool{}
	routed := slices.ContainsFunc(words.All(), func(entry driver.Domain[string]) bool { return entry.Route != nil })
	for _, entry := range words.All() {
		if entry.Setting.TLS != "" {
			made.access = entry.Words
			settings[entry.Words] = true
		}
		if routed {
			made.route(entry)
		}
	}
	if len(settings) > 1 {
		return wording{}, fmt.Errorf("%w: Sendmail has no settings for recipient domains, and the policy has several", sim.ErrNotSupported)
	}
	return made, nil
}

// route writes where the mail of an entry goes (cf/README, "USING MAILERTABLES"). An entry without a route stands there
// only to be taken out of one that covers it.
func (w *wording) route(entry driver.Domain[string]) {
	mailer, host := "esmtp", strings.TrimPrefix(entry.Name, ".")
	switch {
	case entry.Route != nil:
		host = hosts(entry.Route)
		if port := entry.Route[0].Port; port != 0 {
			mailer = fmt.Sprintf("port%d", port)
			if !slices.Contains(w.ports, port) {
				w.ports = append(w.ports, port)
			}
		}
	case entry.Name == "":
		return
	case strings.HasPrefix(entry.Name, "."):
		host = "%1" + entry.Name // what stands in place of the dot
	}
	name := entry.Name
	if name == "" {
		name = "." // all others
	}
	w.mailers += name + "\t" + mailer + ":" + host + "\n"
}

// hosts are those of a route as a mailer has them: one in brackets is looked up for its address alone.
func hosts(route driver.Route) string {
	all := make([]string, len(route))
	for i, host := range route {
		switch {
		case host.Address.Is6():
			all[i] = "[IPv6:" + host.Address.String() + "]"
		case host.Address.IsValid():
			all[i] = "[" + host.Address.String() + "]"
		case host.Bracket:
			all[i] = "[" + host.Name + "]"
		default:
			all[i] = host.Name
		}
	}
	return strings.Join(all, ":")
}
