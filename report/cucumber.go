package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mtalab/internal/result"
)

// The format of Cucumber's JSON formatter, as cucumber/cucumber-json-schema describes that of Cucumber-JVM.
type (
	cucumberFeature struct {
		URI         string               `json:"uri"`
		ID          string               `json:"id"`
		Line        int                  `json:"line"`
		Keyword     string               `json:"keyword"`
		Name        string               `json:"name"`
		Description string               `json:"description"`
		Elements    []cucumberElement    `json:"elements"`
		Tags        []cucumberFeatureTag `json:"tags,omitempty"`
	}
	cucumberFeatureTag struct {
		Name     string           `json:"name"`
		Type     string           `json:"type"` // "Tag"
		Location cucumberLocation `json:"location"`
	}
	cucumberLocation struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
	cucumberElement struct {
		ID             string         `json:"id"`
		Type           string         `json:"type"` // "scenario"
		Line           int            `json:"line"`
		Keyword        string         `json:"keyword"`
		Name           string         `json:"name"`
		Description    string         `json:"description"`
		StartTimestamp string         `json:"start_timestamp"`
		Steps          []cucumberStep `json:"steps"`
		After          []cucumberHook `json:"after,omitempty"`
		Tags           []cucumberTag  `json:"tags,omitempty"`
	}
	cucumberTag struct {
		Name string `json:"name"`
	}
	cucumberStep struct {
		Keyword   string             `json:"keyword"` // with a blank behind it
		Line      int                `json:"line"`
		Name      string             `json:"name"`
		Match     cucumberMatch      `json:"match"`
		Result    cucumberResult     `json:"result"`
		Rows      []cucumberRow      `json:"rows,omitempty"`
		DocString *cucumberDocString `json:"doc_string,omitempty"`
	}
	cucumberHook struct {
		Match  cucumberMatch  `json:"match"`
		Result cucumberResult `json:"result"`
	}
	cucumberMatch struct {
		Location string `json:"location"`
	}
	cucumberResult struct {
		Status   string        `json:"status"`             // passed, failed, skipped, undefined or pending
		Duration time.Duration `json:"duration,omitempty"` // nanoseconds
		Error    string        `json:"error_message,omitempty"`
	}
	cucumberRow struct {
		Cells []string `json:"cells"`
	}
	cucumberDocString struct {
		Line        int    `json:"line"`
		ContentType string `json:"content_type,omitempty"`
		Value       string `json:"value"`
	}
)

// cucumber needs Details. With several senders, the sender stands before the path of each feature.
func cucumber(runs []result.Run) ([]byte, error) {
	all := []cucumberFeature{}
	for _, run := range runs {
		prefix := ""
		if len(runs) > 1 {
			prefix = run.Sender + "/"
		}
		places := map[string]int{}
		for _, feature := range run.Features {
			places[feature.Path] = len(all)
			all = append(all, cucumberFeatureOf(feature, prefix))
		}
		for _, scenario := range run.Scenarios {
			if place, known := places[scenario.Path]; known && scenario.Detail != nil {
				feature := &all[place]
				feature.Elements = append(feature.Elements, cucumberScenario(scenario, feature.ID, run.Started))
			}
		}
	}
	return json.MarshalIndent(all, "", " ")
}

func cucumberFeatureOf(f result.Feature, prefix string) cucumberFeature {
	feature := cucumberFeature{
		URI: prefix + f.Path, ID: cucumberID(prefix + f.Name), Line: f.Line, Keyword: f.Keyword, Name: f.Name,
		Description: f.Description, Elements: []cucumberElement{},
	}
	for _, tag := range f.Tags {
		feature.Tags = append(feature.Tags, cucumberFeatureTag{tag.Name, "Tag", cucumberLocation{tag.Line, tag.Column}})
	}
	return feature
}

func cucumberID(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

func cucumberScenario(s result.Scenario, feature string, started time.Time) cucumberElement {
	element := cucumberElement{
		ID:   fmt.Sprintf("%s;%s;%d", feature, cucumberID(s.Name), s.Line),
		Type: "scenario", Line: s.Line, Keyword: s.Detail.Keyword, Name: s.Name, Description: s.Detail.Description,
		StartTimestamp: started.UTC().Format("2006-01-02T15:04:05.000Z"),
		Steps:          []cucumberStep{},
	}
	for _, tag := range s.Tags {
		element.Tags = append(element.Tags, cucumberTag{tag})
	}
	told := false
	for _, step := range s.Detail.Steps {
		written := cucumberStepOf(step, s.Path)
		if step.Status != result.Passed && step.Status != result.Skipped && s.Problem != nil {
			told = true
			written.Result.Error = s.Problem.Text
		}
		element.Steps = append(element.Steps, written)
	}
	if s.Problem != nil && !told { // no step is at fault: it never says what became of the message
		element.After = []cucumberHook{{cucumberMatch{s.Place()}, cucumberResult{Status: cucumberStatus(s.Status), Error: s.Problem.Text}}}
	}
	return element
}

func cucumberStepOf(s result.Step, path string) cucumberStep {
	step := cucumberStep{
		Keyword: s.Keyword + " ", Line: s.Line, Name: s.Text,
		Match:  cucumberMatch{fmt.Sprintf("%s:%d", path, s.Line)},
		Result: cucumberResult{Status: cucumberStatus(s.Status), Duration: s.Duration},
	}
	for _, row := range s.Rows {
		step.Rows = append(step.Rows, cucumberRow{row})
	}
	if s.DocString != nil {
		step.DocString = &cucumberDocString{s.DocString.Line, s.DocString.MediaType, s.DocString.Text}
	}
	return step
}

// cucumberStatus is the nearest of Cucumber's own words.
func cucumberStatus(status result.Status) string {
	switch status {
	case result.Passed:
		return "passed"
	case result.Failed, result.Broken:
		return "failed"
	}
	return "skipped"
}
