package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// example is a scenario of which everything can differ.
func example() scenario {
	s := scenario{ID: "a.feature: One", Path: "a.feature", Line: 3, Name: "One", Status: "passed", Fates: []string{"deferred"}, Reason: "no name matches"}
	s.Problem.Text = "a problem"
	s.Detail.World = world{Recipients: []string{"example.com"}, Records: []dnsItem{{"example.com", "MX", "10 mx.example.com"}}}
	s.Detail.Trail = []event{
		{Kind: "question", Who: "dns", Text: "example.com. MX", Answer: "10 mx.example.com."},
		{Kind: "client", Who: "smtp", Text: "EHLO sender.test", Host: "192.0.2.1", Session: 1, Encrypted: true},
		{Kind: "comparison", Who: "esa", Rule: "ESA-41", Comparison: &comparison{Kind: "SAN", Presented: "a.not", Reference: "b.not", Source: "PTR"}},
		{Kind: "comparison", Who: "esa", Rule: "ESA-43", Comparison: &comparison{Kind: "CN", Presented: "b.not", Reference: "b.not", Source: "PTR", Match: true}, Decides: true},
	}
	s.story = []string{"dns   example.com. MX", "fate  deferred"}
	return s
}

func TestEachKindOfDifferenceIsSeen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change  func(*scenario)
		want    []kind
		matters bool
	}{
		"nothing":                     {func(*scenario) {}, nil, false},
		"another line":                {func(s *scenario) { s.Line = 5 }, nil, false},
		"another rule":                {func(s *scenario) { s.Detail.Trail[3].Rule = "ESA-42" }, []kind{ruleDiffers}, false},
		"a rule where none was":       {func(s *scenario) { s.Detail.Trail[0].Rule = "R5321-1" }, []kind{ruleDiffers}, false},
		"a rule no longer cited":      {func(s *scenario) { s.Detail.Trail[2].Rule = "" }, []kind{ruleDiffers}, false},
		"a status":                    {func(s *scenario) { s.Status = "failed" }, []kind{fateDiffers}, true},
		"a fate":                      {func(s *scenario) { s.Fates = []string{"bounced"} }, []kind{fateDiffers}, true},
		"a fate more":                 {func(s *scenario) { s.Fates = append(s.Fates, "bounced") }, []kind{fateDiffers}, true},
		"the reason":                  {func(s *scenario) { s.Reason = "other" }, []kind{reasonDiffers}, true},
		"the problem":                 {func(s *scenario) { s.Problem.Text = "" }, []kind{reasonDiffers}, true},
		"a comparison's name":         {func(s *scenario) { s.Detail.Trail[2].Comparison.Presented = "c.not" }, []kind{comparisonDiffers}, true},
		"a comparison's source":       {func(s *scenario) { s.Detail.Trail[2].Comparison.Source = "MX" }, []kind{comparisonDiffers}, true},
		"a comparison's result":       {func(s *scenario) { s.Detail.Trail[3].Comparison.Match = false }, []kind{comparisonDiffers}, true},
		"why a comparison failed":     {func(s *scenario) { s.Detail.Trail[2].Comparison.Why = "a star" }, []kind{comparisonDiffers}, true},
		"which comparison decides":    {func(s *scenario) { s.Detail.Trail[3].Decides = false }, []kind{comparisonDiffers}, true},
		"the order of comparisons":    {swapComparisons, []kind{comparisonDiffers, comparisonDiffers}, true},
		"a comparison fewer":          {func(s *scenario) { s.Detail.Trail = s.Detail.Trail[:3] }, []kind{comparisonDiffers}, true},
		"a record of the world":       {func(s *scenario) { s.Detail.World.Records[0].Value = "20 mx.example.com" }, []kind{worldDiffers}, true},
		"an event's kind":             {func(s *scenario) { s.Detail.Trail[1].Kind = "server" }, []kind{trailDiffers}, true},
		"who tells of an event":       {func(s *scenario) { s.Detail.Trail[1].Who = "esa" }, []kind{trailDiffers}, true},
		"an event's text":             {func(s *scenario) { s.Detail.Trail[1].Text = "HELO" }, []kind{trailDiffers}, true},
		"an event's answer":           {func(s *scenario) { s.Detail.Trail[0].Answer = "" }, []kind{trailDiffers}, true},
		"an event's host":             {func(s *scenario) { s.Detail.Trail[1].Host = "192.0.2.2" }, []kind{trailDiffers}, true},
		"an event's session":          {func(s *scenario) { s.Detail.Trail[1].Session = 2 }, []kind{trailDiffers}, true},
		"what is encrypted":           {func(s *scenario) { s.Detail.Trail[1].Encrypted = false }, []kind{trailDiffers}, true},
		"a line of the story":         {func(s *scenario) { s.story[1] = "fate  bounced" }, []kind{storyDiffers}, true},
		"a line more in the story":    {func(s *scenario) { s.story = append(s.story, "more") }, []kind{storyDiffers}, true},
		"a rule behind another event": {otherEventAndRule, []kind{trailDiffers, ruleDiffers}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := example()
			test.change(&now)
			var got []kind
			matters := false
			for _, d := range compareRuns("suite", record{[]scenario{example()}}, record{[]scenario{now}}) {
				got = append(got, d.kind)
				matters = matters || d.matters()
			}
			assert.ElementsMatch(t, test.want, got)
			assert.Equal(t, test.matters, matters)
		})
	}
}

func swapComparisons(s *scenario) {
	s.Detail.Trail[2], s.Detail.Trail[3] = s.Detail.Trail[3], s.Detail.Trail[2]
}

// otherEventAndRule puts an event before one whose rule is another: the two are paired all the same.
func otherEventAndRule(s *scenario) {
	s.Detail.Trail[3].Rule = "ESA-42"
	s.Detail.Trail = append([]event{{Kind: "note", Who: "esa", Text: "new"}}, s.Detail.Trail...)
}

func TestScenariosAreFoundByTheirIDs(t *testing.T) {
	t.Parallel()
	named := func(ids ...string) (r record) {
		for _, id := range ids {
			r.Scenarios = append(r.Scenarios, scenario{ID: id, Status: "passed"})
		}
		return r
	}
	assert.Empty(t, compareRuns("suite", named("a", "b"), named("b", "a")))

	added := compareRuns("suite", named("a"), named("b", "a"))
	assert.Equal(t, []difference{{scenarioAdded, "suite: b", "", "b"}}, added)
	assert.False(t, added[0].matters())

	removed := compareRuns("suite", named("a", "b"), named("b"))
	assert.Equal(t, []difference{{scenarioRemoved, "suite: a", "a", ""}}, removed)
	assert.True(t, removed[0].matters())
}

func TestListsAreAligned(t *testing.T) {
	t.Parallel()
	long := make([]string, 3000)
	for i := range long {
		long[i] = string(rune('a' + i%7))
	}
	for name, test := range map[string]struct {
		before, now []string
		same        int
		changed     []pair
	}{
		"both are empty":                    {nil, nil, 0, nil},
		"one is empty":                      {nil, []string{"a"}, 0, []pair{{-1, 0}}},
		"one is put in":                     {[]string{"a", "b"}, []string{"a", "x", "b"}, 2, []pair{{-1, 1}}},
		"one is taken out":                  {[]string{"a", "x", "b"}, []string{"a", "b"}, 2, []pair{{1, -1}}},
		"one is another":                    {[]string{"a", "x", "b"}, []string{"a", "y", "b"}, 2, []pair{{1, 1}}},
		"one stands behind the other now":   {[]string{"x", "y"}, []string{"y", "x"}, 1, []pair{{0, -1}, {-1, 1}}},
		"two changes with something common": {[]string{"x", "c", "y"}, []string{"z", "c", "w"}, 1, []pair{{0, 0}, {2, 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same, changed := align(test.before, test.now)
			assert.Len(t, same, test.same)
			assert.Equal(t, test.changed, changed)
		})
	}
	t.Run("what is too long is compared by position", func(t *testing.T) {
		t.Parallel()
		other := append([]string{"x"}, long[1:]...)
		other[len(other)-1] = "y"
		same, changed := align(long, other)
		assert.Len(t, same, len(long)-2)
		assert.Equal(t, []pair{{0, 0}, {len(long) - 1, len(long) - 1}}, changed)
	})
}
