package report

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"mtalab/internal/result"
)

// The elements of JUnit's XML that CI servers read.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		junitCounts
		Suites []*junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string `xml:"name,attr"`
		Timestamp string `xml:"timestamp,attr"`
		junitCounts
		Cases []junitCase `xml:"testcase"`
	}
	junitCounts struct {
		Tests    int     `xml:"tests,attr"`
		Failures int     `xml:"failures,attr"`
		Errors   int     `xml:"errors,attr"`
		Skipped  int     `xml:"skipped,attr"`
		Time     seconds `xml:"time,attr"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr"`
		Line    int           `xml:"line,attr"`
		Time    seconds       `xml:"time,attr"`
		Failure *junitProblem `xml:"failure"`
		Error   *junitProblem `xml:"error"`
		Skipped *junitSkipped `xml:"skipped"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitProblem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
	seconds time.Duration
)

func (s seconds) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%.3f", time.Duration(s).Seconds()), nil
}

// junit has a suite for each feature and sender. What the sender did wrong is a failure, what the
// laboratory did an error; every other status that is not "passed" is skipped, with its reason.
func junit(runs []result.Run) ([]byte, error) {
	all := junitSuites{}
	for _, run := range runs {
		var suite *junitSuite
		for _, scenario := range run.Scenarios {
			if name := run.Sender + " " + scenario.Path; suite == nil || suite.Name != name {
				suite = &junitSuite{Name: name, Timestamp: run.Started.UTC().Format("2006-01-02T15:04:05")}
				all.Suites = append(all.Suites, suite)
			}
			tested := junitOf(scenario, run.Sender)
			suite.Cases = append(suite.Cases, tested)
			suite.count(tested)
			all.count(tested)
		}
	}
	content, err := xml.MarshalIndent(all, "", " ")
	return append([]byte(xml.Header), append(content, '\n')...), err
}

func (c *junitCounts) count(tested junitCase) {
	c.Tests++
	c.Time += tested.Time
	switch {
	case tested.Failure != nil:
		c.Failures++
	case tested.Error != nil:
		c.Errors++
	case tested.Skipped != nil:
		c.Skipped++
	}
}

func junitOf(s result.Scenario, sender string) junitCase {
	name := s.Name
	if _, unique, told := strings.Cut(s.ID, ": "); told { // CI servers take tests of one name for one
		name = unique
	}
	tested := junitCase{
		Name: name, Class: sender + "." + strings.TrimSuffix(s.Path, ".feature"), File: s.Path, Line: s.Line, Time: seconds(s.Duration),
	}
	message := string(s.Status)
	problem := &junitProblem{Type: string(s.Status)}
	if s.Problem != nil {
		problem.Text = fmt.Sprintf("%s:%d: %s\n%s\n", s.Path, s.Problem.Line, s.Problem.Step, s.Problem.Text)
		message, _, _ = strings.Cut(s.Problem.Text, "\n")
	}
	if s.Status == result.Failed {
		for _, rule := range Clauses(s) {
			problem.Text += rule.Quote() + "\n"
		}
	}
	problem.Message = message
	switch s.Status {
	case result.Passed:
	case result.Failed:
		tested.Failure, tested.Output = problem, s.Story
	case result.Broken:
		tested.Error, tested.Output = problem, s.Story
	default:
		tested.Skipped = &junitSkipped{fmt.Sprintf("%s: %s", s.Status, message)}
	}
	return tested
}
