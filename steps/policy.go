package steps

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cucumber/godog"

	"mtalab/internal/names"
	"mtalab/sim"
	"mtalab/sim/policy"
)

func (s *scenario) policyPhrases() []phrase {
	return []phrase{
		{given, "the TLS setting for {domain} is {text}", nothing,
			"The entry of a recipient domain in the destination controls, by its name or number in destconfig; .example.com is for all subdomains.",
			`Given the TLS setting for example.com is "Required - Verify"`,
			s.tlsSetting},
		{given, "the default TLS setting is {text}", nothing,
			"The default entry of the destination controls: for every domain that has no TLS setting of its own.",
			`Given the default TLS setting is "Preferred"`,
			s.defaultTLSSetting},
		{given, "the destination controls:", aText,
			"The whole table, as destconfig exports it; of each entry the TLS setting, ip_sort_pref, bounce_profile and DANE count. What is not known is passed over and told in the story.",
			"Given the destination controls:\n  \"\"\"\n  [DEFAULT]\n  table_tls = Preferred\n  [example.com]\n  table_tls = Required - Verify\n  \"\"\"",
			s.destinationControls},
		{given, "the SMTP routes:", aText,
			"The whole table: receiving domain, blanks, destination hosts. Names, [names], addresses, :port, /pri=number; USEDNS; /dev/null. # begins a comment.",
			"Given the SMTP routes:\n  \"\"\"\n  example.com relay1.partner.not, relay2.partner.not/pri=10\n  ALL         192.0.2.9\n  \"\"\"",
			s.smtpRoutes},
		{given, "the bounce profile {words} has", profileTable,
			"When mail that cannot be delivered for now is tried again, and until when; the destination controls name the profile of a domain, and \"Default\" is that " +
				"of all others. What is left out is as the product comes.",
			"Given the bounce profile \"Default\" has\n  | maximum number of retries         | 5  |\n  | initial number of seconds to wait | 30 |",
			s.bounceProfile},
		{given, "the option {text} is {text}", nothing,
			"How the sender reads an unclear rule, or a limit of its own; each sender has options of its own.",
			`Given the option "hosted_mx" is "all"`,
			s.option},
	}
}

func (s *scenario) tlsSetting(domain, name string) error {
	setting, err := policy.ParseSetting(s.laboratory.Dialect, name)
	if err != nil {
		return badText("%w", err)
	}
	if domain, err = names.Pattern(domain); err != nil {
		return badText("%w", err)
	}
	asked := &s.world.Policy
	if i, known := s.placeOfEntry(domain); known {
		asked.Destinations[i].Setting = setting
		return nil
	}
	asked.Destinations = append(asked.Destinations, policy.Destination{Domain: domain, Setting: setting})
	return nil
}

// placeOfEntry is the place of a domain among the destinations. They only grow, and each is read once.
func (s *scenario) placeOfEntry(domain string) (place int, known bool) {
	if s.entries == nil {
		s.entries = map[string]int{}
	}
	all := s.world.Policy.Destinations
	for ; s.entered < len(all); s.entered++ {
		name := policy.CanonicalName(all[s.entered].Domain)
		if _, twice := s.entries[name]; !twice {
			s.entries[name] = s.entered
		}
	}
	place, known = s.entries[policy.CanonicalName(domain)]
	return place, known
}

func (s *scenario) defaultTLSSetting(name string) error {
	setting, err := policy.ParseSetting(s.laboratory.Dialect, name)
	if err != nil {
		return badText("%w", err)
	}
	s.world.Policy.Default = setting
	return nil
}

func (s *scenario) destinationControls(text *godog.DocString) error {
	asked := &s.world.Policy
	if asked.Default != policy.Unset || len(asked.Destinations) > 0 {
		return badText("there are TLS settings already, and this is the whole table: want it before them, and once")
	}
	table, err := s.laboratory.Dialect.ParseDestinations(text.Content)
	if err != nil {
		return badText("%w", err)
	}
	asked.Default, asked.DefaultAddresses, asked.DefaultDANE = table.Default.Setting, table.Default.Addresses, table.Default.DANE
	asked.DefaultBounceProfile, asked.Destinations = table.Default.BounceProfile, table.Entries
	s.world.Remarks = append(s.world.Remarks, table.Remarks...)
	return nil
}

func (s *scenario) smtpRoutes(text *godog.DocString) error {
	if len(s.world.Policy.Routes) > 0 {
		return badText("there are SMTP routes already, and this is the whole table: want it once")
	}
	routes, err := s.laboratory.Dialect.ParseRoutes(text.Content)
	if err != nil {
		return badText("%w", err)
	}
	s.world.Policy.Routes = routes
	return s.checkPolicy()
}

func (s *scenario) option(name, value string) error {
	if s.world.Policy.Options == nil {
		s.world.Policy.Options = map[string]string{}
	}
	s.world.Policy.Options[name] = value
	return s.checkPolicy()
}

// checkPolicy asks the sender whether it understands the policy so far, so that an error names the
// step that brought it in.
func (s *scenario) checkPolicy() error {
	checker, ok := s.laboratory.Sender.(sim.PolicyChecker)
	if !ok {
		return nil
	}
	err := checker.CheckPolicy(s.world.Policy)
	if err != nil && !errors.Is(err, sim.ErrNotSupported) && !s.named && s.anotherUnderstands() {
		err = fmt.Errorf("%w: %w", sim.ErrNotSupported, err)
	}
	if err != nil && !errors.Is(err, sim.ErrNotSupported) {
		return badText("%w", err)
	}
	return s.skipIfUnsupported(err)
}

// anotherUnderstands says whether the policy is for another one of the models.
func (s *scenario) anotherUnderstands() bool {
	return slices.ContainsFunc(s.laboratory.Models.Senders, func(model sim.Sender) bool {
		checker, ok := model.(sim.PolicyChecker)
		return ok && checker.CheckPolicy(s.world.Policy) == nil
	})
}
