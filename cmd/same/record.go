package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// record is what is compared of one record of mtalab run. These types are those of package report as they were
// when this program was written: it must read the records of commits that have others.
type record struct {
	Scenarios []scenario `json:"scenarios"`
}

type scenario struct {
	ID      string   `json:"id"`
	Path    string   `json:"path"`
	Line    int      `json:"line"`
	Name    string   `json:"name"`
	Status  string   `json:"status"`
	Fates   []string `json:"fates"`
	Reason  string   `json:"reason"`
	Problem struct {
		Text string `json:"text"`
	} `json:"problem"`
	Detail struct {
		World world   `json:"world"`
		Trail []event `json:"trail"`
	} `json:"detail"`
	story []string // its lines, without the rules: see stories
}

type event struct {
	Kind       string      `json:"kind"`
	Who        string      `json:"who"`
	Text       string      `json:"text"`
	Answer     string      `json:"answer"`
	Host       string      `json:"host"`
	Session    int         `json:"session"`
	Encrypted  bool        `json:"encrypted"`
	Rule       string      `json:"rule"`
	Decides    bool        `json:"decides"`
	Comparison *comparison `json:"comparison"`
	later
}

// later is what records of format 2 have in place of a Text, an Answer or a Host.
type later struct {
	Question *struct {
		Name    string   `json:"name"`
		Type    string   `json:"type"`
		Answers []string `json:"answers"`
	} `json:"question"`
	Fetch *struct {
		URL    string `json:"url"`
		Answer string `json:"answer"`
	} `json:"fetch"`
	Recipient string `json:"recipient"`
	Fate      string `json:"fate"`
}

// asBefore is an event as records of format 1 have it.
func (e event) asBefore() event {
	switch more := e.later; {
	case more.Question != nil:
		e.Text, e.Answer = more.Question.Name+" "+more.Question.Type, strings.Join(more.Question.Answers, ", ")
	case more.Fetch != nil:
		e.Text, e.Answer = "GET "+more.Fetch.URL, more.Fetch.Answer
	case more.Fate != "":
		e.Host, e.Answer = more.Recipient, more.Fate
	case e.Kind == "closed":
		e.Kind, e.Text = "wire", "closed "+e.Text
	}
	e.later = later{}
	return e
}

type comparison struct {
	Kind      string `json:"kind"`
	Presented string `json:"presented"`
	Reference string `json:"reference"`
	Source    string `json:"source"`
	Match     bool   `json:"match"`
	Why       string `json:"why"`
}

// readRecord reads a record.json of one run, and its stories out of what mtalab run --verbose printed.
func readRecord(content []byte, told string) (record, error) {
	var file struct {
		Runs []record `json:"runs"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		return record{}, fmt.Errorf("read the record: %w", err)
	}
	if len(file.Runs) != 1 || len(file.Runs[0].Scenarios) == 0 {
		return record{}, errors.New("read the record: want one run with scenarios")
	}
	read := file.Runs[0]
	seen := map[string]bool{}
	for i := range read.Scenarios {
		s := &read.Scenarios[i]
		if s.ID == "" || seen[s.ID] {
			return record{}, fmt.Errorf("read the record: two scenarios have the ID %q", s.ID)
		}
		seen[s.ID] = true
		s.Reason, s.Problem.Text = steady(s.Reason), steady(s.Problem.Text)
		for j := range s.Detail.Trail {
			e := &s.Detail.Trail[j]
			*e = e.asBefore()
			e.Text, e.Answer = steady(e.Text), steady(e.Answer)
		}
	}
	return read, addStories(read.Scenarios, told)
}

// unsteady is what changes from run to run or whenever a feature is edited, and what stands for it.
var unsteady = []struct {
	what *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`(127\.0\.0\.1|\[::1\]):\d+`), "$1:PORT"},
	{regexp.MustCompile(`/tmp/[^\s"':]+`), "/tmp/FILE"},
	{regexp.MustCompile(`(\S+\.feature):\d+`), "$1:LINE"},
}

// citation is a rule, or several, as a story cites it: "  [ESA-43]".
var citation = regexp.MustCompile(` +\[[A-Z][A-Z0-9]*-\d+[^\]]*\]`)

// steady is a text without what changes from run to run, and without the rules that it cites.
func steady(text string) string {
	for _, u := range unsteady {
		text = u.what.ReplaceAllString(text, u.by)
	}
	return citation.ReplaceAllString(text, "")
}

// counted counts the scenarios by status.
func counted(r record) string {
	count := map[string]int{}
	for _, s := range r.Scenarios {
		count[s.Status]++
	}
	var parts []string
	for status, n := range count {
		parts = append(parts, fmt.Sprintf("%d %s", n, status))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}
