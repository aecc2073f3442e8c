package steps

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/cucumber/godog"
)

// topics are everything that can be said in a feature. Each topic stands in a file of
// its own, beside the functions that its phrases call.
var topics = sync.OnceValue(func() []topic {
	all := []topic{
		{name: "DNS", phrases: (*scenario).dnsPhrases},
		{name: "DNSSEC", phrases: (*scenario).dnssecPhrases},
		{name: "TLSA records", phrases: (*scenario).tlsaPhrases},
		{name: "What the name server was asked", phrases: (*scenario).questionPhrases},
		{name: "Which hosts were contacted", phrases: (*scenario).contactPhrases},
		{name: "MTAs", phrases: (*scenario).mtaPhrases},
		{name: "MTAs: TLS", phrases: (*scenario).handshakePhrases},
		{name: "MTAs: who connects", phrases: (*scenario).clientPhrasesOfMTAs},
		{name: "The way to an MTA", phrases: (*scenario).pathPhrases},
		{name: "What gets well", phrases: (*scenario).wellPhrases},
		{name: "Certificates", phrases: (*scenario).certificatePhrases},
		{name: "Who issues certificates, and who is trusted", phrases: (*scenario).issuerPhrases},
		{name: "Revocation", phrases: (*scenario).revocationPhrases},
		{name: "Revocation: the lists", phrases: (*scenario).listPhrases},
		{name: "The sender's policy", phrases: (*scenario).policyPhrases},
		{name: "DANE", phrases: (*scenario).danePhrases},
		{name: "Whom a scenario is about", phrases: (*scenario).modelPhrases},
		{name: "Exchange", phrases: (*scenario).exchangePhrases},
		{name: "Exchange: a send connector", phrases: (*scenario).connectorPhrases},
		{name: "Exchange as a server", phrases: (*scenario).exchangeServerPhrases},
		{name: "Sending", phrases: (*scenario).sendingPhrases},
		{name: "What a message says", phrases: (*scenario).messagePhrases},
		{name: "Recipients and refusals", phrases: (*scenario).recipientPhrases},
		{name: "Many messages", phrases: (*scenario).manyPhrases},
		{name: "What became of a message", phrases: (*scenario).fatePhrases},
		{name: "What a sender may choose", phrases: (*scenario).choicePhrases},
		{name: "Alerts", phrases: (*scenario).alertPhrases},
		{name: "The names compared", phrases: (*scenario).identityPhrases},
		{name: "What was said", phrases: (*scenario).wirePhrases},
		{name: "Sessions", phrases: (*scenario).sessionPhrases},
		{name: "An MTA that listens", phrases: (*scenario).listenerPhrases},
		{name: "The client of an MTA that listens", phrases: (*scenario).clientPhrases},
		{name: "What the client saw", phrases: (*scenario).receivedPhrases},
		{name: "Session tickets", phrases: (*scenario).ticketPhrases},
		{name: "What the client saw: Exchange", phrases: (*scenario).exchangeReceiverPhrases},
	}
	for i := range all {
		for _, p := range all[i].phrases(new(scenario)) {
			opening, _, _ := strings.Cut(p.text, "{")
			all[i].forms = append(all[i].forms, form{opening, p.expression})
		}
	}
	return all
})

// topic is a part of the vocabulary.
type topic struct {
	name    string
	phrases func(*scenario) []phrase
	forms   []form // of its phrases
}

// form is how a phrase is recognised.
type form struct {
	opening    string // the words before its first placeholder
	expression func() *regexp.Regexp
}

func (f form) is(text string) bool {
	return strings.HasPrefix(text, f.opening) && f.expression().MatchString(text)
}

// place is where a phrase stands in the vocabulary.
type place struct{ topic, phrase int }

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.topic, q.topic), cmp.Compare(p.phrase, q.phrase))
}

// places holds which phrases a text says: scenarios repeat what others say.
var places sync.Map // text → []place

func placesOf(text string) []place {
	if known, ok := places.Load(text); ok {
		return known.([]place)
	}
	var found []place
	for i, topic := range topics() {
		for j, form := range topic.forms {
			if form.is(text) {
				found = append(found, place{i, j})
			}
		}
	}
	places.Store(text, found)
	return found
}

// register registers, of the vocabulary, what some steps say: godog tries every phrase that it is given on
// every step, twice.
func (s *scenario) register(sc *godog.ScenarioContext, steps []*godog.Step) {
	var said []place
	for _, step := range steps {
		said = append(said, placesOf(step.Text)...)
	}
	slices.SortFunc(said, place.compare)
	made := map[int][]phrase{} // by topic: those of this scenario
	for _, at := range slices.Compact(said) {
		if made[at.topic] == nil {
			made[at.topic] = topics()[at.topic].phrases(s)
		}
		s.say(sc, made[at.topic][at.phrase])
	}
}

// vocabulary is everything that can be said in a feature.
func (s *scenario) vocabulary() []phrase {
	var all []phrase
	for _, topic := range topics() {
		all = append(all, topic.phrases(s)...)
	}
	return all
}

// Topic is a part of the vocabulary.
type Topic struct {
	Name    string
	Phrases []Phrase
}

// Phrase is one thing that can be said in a feature.
type Phrase struct {
	Keyword string // "Given", "When" or "Then"
	Text    string // with {placeholders}
	// Argument is what it wants below it; both empty: nothing. With both, one of the two.
	Argument Argument
	Help     string // one line
	Example  string // with its table or text, if it has one
}

// Argument is what a phrase wants below it.
type Argument struct {
	Columns []string // of a table
	Text    bool
}

// Wants says it in words, such as "takes nothing below it".
func (a Argument) Wants() string { return argument{a.Text, a.Columns}.wants() }

// Notation says what the cells of its table may hold; empty: what the columns say.
func (a Argument) Notation() string { return argument{a.Text, a.Columns}.notation() }

// Placeholders are those in its text, in order.
func (p Phrase) Placeholders() []Placeholder {
	var all []Placeholder
	for _, name := range (phrase{text: p.Text}).placeholders() {
		all = append(all, newPlaceholder(name))
	}
	return all
}

// Vocabulary is everything that can be said in a feature, by topic.
func Vocabulary() []Topic {
	var all []Topic
	for _, topic := range topics() {
		public := Topic{Name: topic.name}
		for _, p := range topic.phrases(new(scenario)) {
			public.Phrases = append(public.Phrases, Phrase{string(p.keyword), p.text, Argument{p.argument.columns, p.argument.text}, p.help, p.example})
		}
		all = append(all, public)
	}
	return all
}

// LeavesChoice says whether it lists several outcomes, each of which is sound.
func (p Phrase) LeavesChoice() bool {
	return p.Keyword == string(then) && (strings.Contains(p.Text, "{fates}") || strings.Contains(p.Text, " or "))
}

// Values are the values of the placeholders of a phrase in a text that says it; ok says whether it does.
func (p Phrase) Values(text string) (values []string, ok bool) {
	found := phrase{text: p.Text}.expression().FindStringSubmatch(text)
	if found == nil {
		return nil, false
	}
	return found[1:], true
}

// nearestPhrases finds the three phrases that are most like a text, best first, each with its keyword.
func nearestPhrases(text string) []string { return nearest(new(scenario).vocabulary(), text, 3) }

// Placeholder is a word in braces in the text of a Phrase.
type Placeholder struct {
	Name    string // without the braces
	Meaning string // what may stand there, with examples
	Pattern string // the regular expression of that
	// Least and Most bound the number in it; both 0: there is none.
	Least, Most int
}

// Explained is what may stand there, with its bounds.
func (p Placeholder) Explained() string { return placeholders[p.Name].explained() }

func newPlaceholder(name string) Placeholder {
	k := placeholders[name]
	return Placeholder{name, k.meaning, k.pattern, k.least, k.most}
}

// Placeholders are all of them, by name.
func Placeholders() []Placeholder {
	var all []Placeholder
	for _, name := range slices.Sorted(maps.Keys(placeholders)) {
		all = append(all, newPlaceholder(name))
	}
	return all
}
