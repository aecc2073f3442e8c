package report_test

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
	"mtalab/report"
)

func written(t *testing.T, name string, runs ...result.Run) []byte {
	dir := t.TempDir()
	require.NoError(t, report.Write(dir, runs...))
	content, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return content
}

func TestJUnitAsACIServerReadsIt(t *testing.T) {
	t.Parallel()
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
		Suites   []struct {
			Name  string  `xml:"name,attr"`
			Tests int     `xml:"tests,attr"`
			Time  float64 `xml:"time,attr"`
			Cases []struct {
				Name    string `xml:"name,attr"`
				Class   string `xml:"classname,attr"`
				Line    int    `xml:"line,attr"`
				Inner   string `xml:",innerxml"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
				Error *struct {
					Message string `xml:"message,attr"`
				} `xml:"error"`
				Skipped *struct {
					Message string `xml:"message,attr"`
				} `xml:"skipped"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(written(t, report.JUnitName, sampleRun()), &suites))
	assert.Equal(t, []int{6, 1, 2, 2}, []int{suites.Tests, suites.Failures, suites.Errors, suites.Skipped})
	require.Len(t, suites.Suites, 1)
	suite := suites.Suites[0]
	assert.Equal(t, "esa esa/x.feature", suite.Name)
	assert.InDelta(t, 9.0, suite.Time, 0.001)
	cases := suite.Cases
	assert.Equal(t, "passes "+script, cases[0].Name)
	assert.Equal(t, "esa.esa/x", cases[0].Class)
	assert.Empty(t, strings.TrimSpace(cases[0].Inner), "a test that passed says nothing more")
	assert.Equal(t, "it is bounced", cases[1].Failure.Message)
	assert.Equal(t, "esa/x.feature:22: the message is deferred\nit is bounced\n", cases[1].Failure.Text)
	assert.Contains(t, cases[1].Inner, "<system-out>world a message\uFFFD</system-out>")
	assert.Equal(t, "no such phrase", cases[2].Error.Message)
	assert.Equal(t, "not supported: this sender has no routes", cases[3].Skipped.Message)
	assert.Equal(t, "known: it is bounced, as postfix.txt lists", cases[4].Skipped.Message)
}

// The format as cucumber/cucumber-json-schema has it for Cucumber-JVM, every field of it; those without
// omitempty are required.
type (
	schemaFeature struct {
		URI         string          `json:"uri"`
		ID          string          `json:"id"`
		Line        int             `json:"line"`
		Keyword     string          `json:"keyword"`
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Elements    []schemaElement `json:"elements"`
		Tags        []struct {
			Name     string `json:"name"`
			Type     string `json:"type"`
			Location struct {
				Line   int `json:"line"`
				Column int `json:"column"`
			} `json:"location"`
		} `json:"tags,omitempty"`
	}
	schemaElement struct {
		ID             string       `json:"id,omitempty"`
		Type           string       `json:"type"`
		Line           int          `json:"line"`
		Keyword        string       `json:"keyword"`
		Name           string       `json:"name"`
		Description    string       `json:"description"`
		StartTimestamp string       `json:"start_timestamp,omitempty"`
		Steps          []schemaStep `json:"steps"`
		Before         []schemaHook `json:"before,omitempty"`
		After          []schemaHook `json:"after,omitempty"`
		Tags           []struct {
			Name string `json:"name"`
		} `json:"tags,omitempty"`
	}
	schemaStep struct {
		Keyword string       `json:"keyword"`
		Line    int          `json:"line"`
		Name    string       `json:"name"`
		Result  schemaResult `json:"result"`
		Match   schemaMatch  `json:"match,omitzero"`
		Rows    []struct {
			Cells []string `json:"cells"`
		} `json:"rows,omitempty"`
		DocString *struct {
			Line        int    `json:"line"`
			Value       string `json:"value"`
			ContentType string `json:"content_type,omitempty"`
		} `json:"doc_string,omitempty"`
	}
	schemaHook struct {
		Match  schemaMatch  `json:"match"`
		Result schemaResult `json:"result"`
	}
	schemaMatch struct {
		Location string `json:"location,omitempty"`
	}
	schemaResult struct {
		Status   string `json:"status"`
		Duration int64  `json:"duration,omitempty"`
		Error    string `json:"error_message,omitempty"`
	}
)

func TestCucumberJSONAsItsToolsReadIt(t *testing.T) {
	t.Parallel()
	content := written(t, report.CucumberName, sampleRun())
	decoder := json.NewDecoder(strings.NewReader(string(content)))
	decoder.DisallowUnknownFields()
	var features []schemaFeature
	require.NoError(t, decoder.Decode(&features))
	again, err := json.Marshal(features)
	require.NoError(t, err)
	assert.JSONEq(t, string(content), string(again), "every required field is there")
	require.Len(t, features, 1)
	assert.Equal(t, "esa/x.feature", features[0].URI)
	assert.Equal(t, "Tag", features[0].Tags[0].Type)
	var ends [][]string
	for _, element := range features[0].Elements {
		assert.Equal(t, "scenario", element.Type)
		var statuses []string
		for _, step := range element.Steps {
			statuses = append(statuses, step.Result.Status)
			assert.Equal(t, step.Result.Status == "failed", step.Result.Error != "" && step.Result.Status != "skipped", "a failure says why")
		}
		for _, hook := range element.After {
			statuses = append(statuses, "after "+hook.Result.Status+": "+hook.Result.Error)
		}
		ends = append(ends, statuses)
	}
	assert.Equal(t, [][]string{
		{"passed", "passed", "skipped"},
		{"passed", "failed", "skipped"},
		{"passed", "failed", "skipped"},
		{"passed", "skipped", "skipped"},
		{"passed", "skipped", "skipped"},
		{"passed", "passed", "passed", "after failed: the scenario never says what became of the message"},
	}, ends)
	step := features[0].Elements[1].Steps[0]
	assert.Equal(t, "Given ", step.Keyword)
	assert.Equal(t, 21, step.Line)
	assert.Equal(t, []string{"a.not", "A"}, step.Rows[0].Cells)
	assert.Equal(t, 24, features[0].Elements[1].Steps[2].DocString.Line)
}

func TestCucumberKeepsSendersApart(t *testing.T) {
	t.Parallel()
	other := sampleRun()
	other.Sender = "postfix"
	var features []schemaFeature
	require.NoError(t, json.Unmarshal(written(t, report.CucumberName, sampleRun(), other), &features))
	require.Len(t, features, 2)
	assert.Equal(t, "esa/esa/x.feature", features[0].URI)
	assert.Equal(t, "postfix/esa/x.feature", features[1].URI)
	assert.Len(t, features[1].Elements, 6)
}
