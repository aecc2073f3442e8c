package steps

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cucumber/godog"

	"mtalab/sim/policy"
)

// profileParameters are the rows of a bounce profile, in the words of the administrator's guide.
var profileParameters = []struct {
	name  string
	field func(*policy.BounceProfile) *int
}{
	{"maximum number of retries", func(p *policy.BounceProfile) *int { return &p.Retries }},
	{"maximum number of seconds in queue", func(p *policy.BounceProfile) *int { return &p.QueueSeconds }},
	{"initial number of seconds to wait", func(p *policy.BounceProfile) *int { return &p.FirstSeconds }},
	{"maximum number of seconds to wait", func(p *policy.BounceProfile) *int { return &p.LongestSeconds }},
}

// maxSeconds bounds a period of a bounce profile: a year.
const maxSeconds = 366 * 24 * 60 * 60

func (s *scenario) bounceProfile(name string, table *godog.Table) error {
	if _, again := s.world.Policy.BounceProfile(name); again {
		return badText("there is a bounce profile %q already: want it once", name)
	}
	profile := policy.BounceProfile{Name: name}
	for n, row := range rows(table) {
		if err := setParameter(&profile, row[0], row[1]); err != nil {
			return badText("row %d of the table, | %s |: %w", n+1, strings.Join(row, " | "), err)
		}
	}
	s.world.Policy.BounceProfiles = append(s.world.Policy.BounceProfiles, profile)
	return s.checkPolicy()
}

func setParameter(profile *policy.BounceProfile, name, value string) error {
	for _, known := range profileParameters {
		if known.name != name {
			continue
		}
		number, err := strconv.Atoi(value)
		field := known.field(profile)
		switch {
		case err != nil || number < 1 || number > maxSeconds:
			return fmt.Errorf("want a number from 1 to %d", maxSeconds)
		case *field != 0:
			return fmt.Errorf("it stands there twice")
		}
		*field = number
		return nil
	}
	return fmt.Errorf("want one of %s", strings.Join(profileParameterNames(), ", "))
}

func profileParameterNames() []string {
	var names []string
	for _, known := range profileParameters {
		names = append(names, known.name)
	}
	return names
}
