package lint

import (
	"regexp"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v21"

	"mtalab/internal/result"
	"mtalab/internal/text"
	"mtalab/report"
)

// ruleTag is a tag that has the form of a rule.
var ruleTag = regexp.MustCompile(`^@((?:ESA|AMB|B3|EXCH|POLICY|R[0-9]{4}|R[A-Z]{3,})-[0-9]+)$`)

// tags holds a scenario to tags of rules that are known; one that is shipped has one, and says who demands it.
func (l *linter) tags(pickle *messages.Pickle, all []said) {
	line := l.lines[pickle.AstNodeIds[0]]
	var rules []report.Rule
	for _, tag := range text.TagNames(pickle) {
		if found := ruleTag.FindStringSubmatch(tag); found != nil {
			rule, ok := report.RuleOf(found[1])
			if !ok {
				l.find(line, "the tag %s names no rule that is known", tag)
				continue
			}
			rules = append(rules, rule)
		}
	}
	if !l.shipped {
		return
	}
	if len(rules) == 0 {
		l.find(line, "no tag names the rule that decides, such as @ESA-43")
	}
	l.demand(l.lines[pickle.AstNodeIds[len(pickle.AstNodeIds)-1]], text.TagNames(pickle), rules, all)
}

// demand holds a scenario to one tag that says who demands what it states, and that to what it says: a MUST and a SHOULD
// rest on a clause of an RFC, or on the promise of a setting, and a choice lists outcomes.
func (l *linter) demand(line int, tags []string, rules []report.Rule, all []said) {
	var demands []string
	for _, demand := range result.Demands() {
		if slices.Contains(tags, string(demand)) {
			demands = append(demands, string(demand))
		}
	}
	switch len(demands) {
	case 0:
		l.find(line, "no tag says who demands it: want one of @must, @should, @choice, @esa, @exchange")
		return
	case 1:
	default:
		l.find(line, "it is tagged %s: want one of them", strings.Join(demands, " and "))
		return
	}
	lists := slices.ContainsFunc(all, func(s said) bool { return s.phrase.LeavesChoice() })
	switch demand := result.DemandOf(tags); {
	case demand == result.Must && !slices.ContainsFunc(rules, report.Rule.Binds):
		l.find(line, "it is tagged @must, and no tag names a clause of an RFC that has a MUST, or @POLICY-1")
	case demand == result.Should && !slices.ContainsFunc(rules, report.Rule.Advises):
		l.find(line, "it is tagged @should, and no tag names a clause of an RFC that has a SHOULD")
	case demand == result.Free && !lists:
		l.find(line, "it is tagged @choice, and lists no outcomes of which each is sound, such as: Then the message is deferred or bounced")
	}
}
