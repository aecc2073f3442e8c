package report_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
	"mtalab/report"
)

const script = `</script><img onerror=alert(1)>`

// sampleRun has a scenario of every status, one of which ends at no step.
func sampleRun() result.Run {
	scenario := func(line int, name string, status result.Status, problem string) result.Scenario {
		s := result.Scenario{
			ID: "esa/x.feature: " + name, Path: "esa/x.feature", Line: line, Feature: "X " + script, Name: name, Tags: []string{"@ESA-14"}, Status: status,
			Fates: []string{"deferred"}, Duration: 1500 * time.Millisecond, Story: "world a message\x1b",
			Detail: &result.Detail{
				Keyword: "Scenario", Outline: line, Title: name, Setting: "Required",
				Steps: []result.Step{
					{Keyword: "Given", Text: "these DNS records:", Line: line + 1, Rows: [][]string{{"a.not", "A"}}, Status: result.Passed, Duration: time.Millisecond},
					{Keyword: "Then", Text: "the message is deferred", Line: line + 2, Status: status, Duration: time.Millisecond},
					{Keyword: "And", Text: "this:", Line: line + 3, DocString: &result.DocString{Line: line + 4, Text: "text"}, Status: result.Skipped},
				},
				World: result.World{
					Records: []result.Record{{Name: "a.not", Type: "MX", Value: "10 b.not", Drawn: true}},
					Hosts: []result.Host{{Address: "192.0.2.1", Certificate: &result.Certificate{
						CommonNames: []string{"b.not"}, MatchedCommonNames: []string{"b.not"}, DNSNames: []string{"b.not"}, MatchedDNSNames: []string{"b.not"}, Issuer: "itself", SelfSigned: true,
					}}},
					Nodes: []result.Node{{Kind: result.DomainNode, Name: "a.not"}, {Kind: result.HostNode, Name: "b.not", Depth: 1}},
					Edges: []result.Edge{{From: 0, To: 1, Kind: result.MXEdge, Label: "MX 10", Used: true}},
				},
				Trail: []result.Event{
					{Kind: result.FateTold, Who: "fate", Recipient: "u@a.not", Fate: "deferred", Cause: "its reverse name is another", Rule: "ESA-15"},
					{Kind: result.Asked, Who: "dns", Failed: true, Question: &result.Question{Name: "a.not.", Type: "MX", Answers: []string{"NXDOMAIN"}}},
					{Kind: result.Fetched, Who: "web", Fetch: &result.Fetch{URL: "https://mta-sts.a.not/", Status: 404, Answer: "404 Not Found"}},
					{Kind: result.Compared, Who: "esa", Comparison: &result.Comparison{Kind: "CN", Presented: "a", Reference: "b", Source: "PTR", Why: "no", Rule: "ESA-43"}},
					{Kind: result.Closed, Who: "smtp", Session: 1, Text: "by the client"},
				},
			},
		}
		if status == result.Known {
			s.Deviation = &result.Deviation{Reason: "it is so", Documented: "by hand", Place: "postfix.txt:1"}
		}
		if status == result.Passed {
			s.Choices = []result.Choice{{Sound: []string{"deferred", "bounced"}, Made: []string{"deferred"}}}
		}
		if problem != "" {
			s.Problem = &result.Problem{Step: "the message is deferred", Line: line + 2, Text: problem}
		}
		return s
	}
	unsaid := scenario(50, "never says", result.Broken, "the scenario never says what became of the message")
	for i := range unsaid.Detail.Steps {
		unsaid.Detail.Steps[i].Status = result.Passed
	}
	return result.Run{
		Sender: "esa", Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Duration: 5 * time.Second,
		Features: []result.Feature{{Path: "esa/x.feature", Name: "X " + script, Keyword: "Feature", Line: 1, Text: "Feature: X", Tags: []result.Tag{{Name: "@all", Line: 1, Column: 1}}}},
		Scenarios: []result.Scenario{
			scenario(10, "passes "+script, result.Passed, ""),
			scenario(20, "fails", result.Failed, "it is bounced"),
			scenario(30, "breaks", result.Broken, "no such phrase\nbut another"),
			scenario(40, "cannot", result.NotSupported, "this sender has no routes"),
			scenario(45, "deviates", result.Known, "it is bounced, as postfix.txt lists"),
			unsaid,
		},
	}
}

func TestAReportIsWrittenAsAWhole(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "report")
	require.NoError(t, report.Write(dir, sampleRun()))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, report.JUnitName), []byte("old"), 0o600))
	require.NoError(t, report.Write(dir, sampleRun()))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	assert.Equal(t, []string{"cucumber.json", "index.html", "junit.xml", "notes.txt", "record.json"}, names)
	notes, err := os.ReadFile(filepath.Join(dir, "notes.txt"))
	require.NoError(t, err)
	assert.Equal(t, "mine", string(notes))
	written, err := os.ReadFile(filepath.Join(dir, report.JUnitName))
	require.NoError(t, err)
	assert.Contains(t, string(written), "<testsuites")
}

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	dir, first, second := t.TempDir(), sampleRun(), sampleRun()
	second.Sender = "postfix"
	require.NoError(t, report.Write(dir, first, second))
	for _, path := range []string{dir, filepath.Join(dir, report.RecordName)} {
		runs, err := report.Load(path)
		require.NoError(t, err)
		require.Len(t, runs, 2)
		assert.Equal(t, "postfix", runs[1].Sender)
		for i, scenario := range runs[0].Scenarios {
			want := first.Scenarios[i]
			if want.Status != result.Failed && want.Status != result.Broken {
				want.Story = "" // its trail tells the same
			}
			assert.Equal(t, want, scenario)
		}
	}
}

func TestReportsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.ErrorContains(t, report.Write(file, sampleRun()), "write a report: mkdir "+file)
	taken := filepath.Join(dir, "taken")
	require.NoError(t, os.MkdirAll(filepath.Join(taken, report.PageName), 0o700))
	require.EqualError(t, report.Write(taken, sampleRun()), "write the report "+filepath.Join(taken, "index.html")+": it is no regular file")
	left, err := filepath.Glob(filepath.Join(taken, ".*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestRecordsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "record.json")
	_, err := report.Load(dir)
	require.EqualError(t, err, "no report "+path+": want a folder that mtalab run --report has written, or its record.json")
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
	_, err = report.Load(path)
	require.EqualError(t, err, path+" is no record of mtalab run --report: $: want JSON, and at byte 1: unexpected EOF")
}

func TestThePageHoldsNoTextOfTheRunAsMarkup(t *testing.T) {
	t.Parallel()
	run := sampleRun()
	run.Sender = "evil " + script
	dir := t.TempDir()
	require.NoError(t, report.Write(dir, run))
	page, err := os.ReadFile(filepath.Join(dir, report.PageName))
	require.NoError(t, err)
	assert.NotContains(t, string(page), "<img")
	assert.Len(t, regexp.MustCompile(`(?i)</script`).FindAll(page, -1), 2, "that of the data and that of the script")
	assert.NotRegexp(t, `(?i)(src|href)="?(https?:)?//`, string(page), "it asks nobody for anything")
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(string(page))
	require.NotNil(t, policy)
	assert.True(t, strings.HasPrefix(policy[1], "default-src &#39;none&#39;;"), policy[1])
}

func TestMarkChanges(t *testing.T) {
	t.Parallel()
	one := func(name string, status result.Status, fates ...string) result.Scenario {
		return result.Scenario{ID: "a.feature: " + name, Status: status, Fates: fates}
	}
	earlier := []result.Run{{Sender: "esa", Scenarios: []result.Scenario{
		one("alike", result.Passed, "deferred"), one("fate", result.Passed, "deferred"), one("status", result.Passed, "deferred"),
		one("gone", result.Passed),
	}}, {Sender: "other", Scenarios: []result.Scenario{one("new", result.Passed)}}}
	runs := []result.Run{{Sender: "esa", Scenarios: []result.Scenario{
		one("new", result.Passed), one("alike", result.Passed, "deferred"), one("fate", result.Passed, "bounced"), one("status", result.Failed, "deferred"),
	}}}
	report.MarkChanges(runs, earlier)
	var was []*result.Was
	for _, scenario := range runs[0].Scenarios {
		was = append(was, scenario.Was)
	}
	assert.Equal(t, []*result.Was{
		{}, nil, {Status: result.Passed, Fates: []string{"deferred"}}, {Status: result.Passed, Fates: []string{"deferred"}},
	}, was)
}
