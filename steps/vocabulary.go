package steps

import (
	"maps"
	"slices"
)

// topics are everything that can be said in a feature. Each topic stands in a file of
// its own, beside the functions that its phrases call.
func (s *scenario) topics() []topic {
	return []topic{
		{"DNS", s.dnsPhrases()},
		{"What the name server was asked", s.questionPhrases()},
		{"Which hosts were contacted", s.contactPhrases()},
		{"MTAs", s.mtaPhrases()},
		{"MTAs: TLS", s.handshakePhrases()},
		{"The way to an MTA", s.pathPhrases()},
		{"Certificates", s.certificatePhrases()},
		{"Revocation", s.revocationPhrases()},
		{"The sender's policy", s.policyPhrases()},
		{"Whom a scenario is about", s.modelPhrases()},
		{"Exchange", s.exchangePhrases()},
		{"Exchange as a server", s.exchangeServerPhrases()},
		{"Sending", s.sendingPhrases()},
		{"Many messages", s.manyPhrases()},
		{"What became of a message", s.fatePhrases()},
		{"The names compared", s.identityPhrases()},
		{"What was said", s.wirePhrases()},
		{"An MTA that listens", s.listenerPhrases()},
		{"The client of an MTA that listens", s.clientPhrases()},
		{"What the client saw", s.receivedPhrases()},
		{"What the client saw: Exchange", s.exchangeReceiverPhrases()},
	}
}

// topic is a part of the vocabulary.
type topic struct {
	name    string
	phrases []phrase
}

// vocabulary is everything that can be said in a feature.
func (s *scenario) vocabulary() []phrase {
	all := make([]phrase, 0, 128) // for each scenario anew
	for _, topic := range s.topics() {
		all = append(all, topic.phrases...)
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
	Help    string // one line
	Example string // with its table or doc string, if it has one
}

// Vocabulary is everything that can be said in a feature, by topic.
func Vocabulary() []Topic {
	var all []Topic
	for _, topic := range new(scenario).topics() {
		public := Topic{Name: topic.name}
		for _, p := range topic.phrases {
			public.Phrases = append(public.Phrases, Phrase{string(p.keyword), p.text, p.help, p.example})
		}
		all = append(all, public)
	}
	return all
}

// Values are the values of the placeholders of a phrase in a text that says it; ok says whether it does.
func (p Phrase) Values(text string) (values []string, ok bool) {
	found := phrase{text: p.Text}.expression().FindStringSubmatch(text)
	if found == nil {
		return nil, false
	}
	return found[1:], true
}

// Nearest finds the three phrases that are most like a text, best first, each with its keyword.
func Nearest(text string) []string { return nearest(new(scenario).vocabulary(), text, 3) }

// Placeholder is a word in braces in the text of a Phrase.
type Placeholder struct {
	Name    string // without the braces
	Meaning string // what may stand there, with examples
	Pattern string // the regular expression of that
}

// Placeholders are all of them, by name.
func Placeholders() []Placeholder {
	var all []Placeholder
	for _, name := range slices.Sorted(maps.Keys(placeholders)) {
		all = append(all, Placeholder{name, placeholders[name].meaning, placeholders[name].pattern})
	}
	return all
}
