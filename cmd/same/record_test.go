package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const recordOfTwo = `{"mtalab": 9, "new": {}, "runs": [{"sender": "esa", "started": "2026-01-01T00:00:00Z", "scenarios": [
	{"id": "a.feature: One", "path": "a.feature", "line": 7, "name": "One", "status": "passed", "duration": 17, "fates": ["deferred"], "reason": "no name", "new": [1],
	 "detail": {"trail": [{"after": 5, "kind": "comparison", "who": "esa", "rule": "ESA-41", "comparison": {"kind": "CN", "presented": "127.0.0.1:4711"}}]}},
	{"id": "a.feature: Two", "path": "a.feature", "line": 12, "name": "Two", "status": "failed", "problem": {"text": "a.feature:9: it says\n  12  Nothing  [ESA-1]"}}]}]}`

const toldOfTwo = `
a.feature  What is claimed
     7  One                                      deferred  1.2ms
        no name

    dns   example.com. MX → 10 mx.example.com.
    esa   CN a ~= b  no  [ESA-41]

    12  Two                                      FAILED  900µs

a.feature:9: a step
  a.feature:9: it says
    12  Nothing  [ESA-1]

    fate  none; see 127.0.0.1:40123 and /tmp/x-17/y

2 scenarios: 1 passed, 1 failed, in 3ms
  failed: a.feature:12  Two
`

func TestARecordIsReadWithItsStories(t *testing.T) {
	t.Parallel()
	read, err := readRecord([]byte(recordOfTwo), toldOfTwo)
	require.NoError(t, err)
	require.Len(t, read.Scenarios, 2)
	one, two := read.Scenarios[0], read.Scenarios[1]
	assert.Equal(t, []string{"dns   example.com. MX → 10 mx.example.com.", "esa   CN a ~= b  no"}, one.story, "without the rules")
	assert.Equal(t, "ESA-41", one.Detail.Trail[0].Rule)
	assert.Equal(t, "CN", one.Detail.Trail[0].Comparison.Kind)
	assert.Equal(t, []string{"fate  none; see 127.0.0.1:PORT and /tmp/FILE"}, two.story, "without the problem")
	assert.Equal(t, "a.feature:LINE: it says\n  12  Nothing", two.Problem.Text)
	assert.Equal(t, "1 failed, 1 passed", counted(read))
}

func TestARecordThatCannotBeComparedIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, told, want string }{
		"no JSON":                  {"{", toldOfTwo, "read the record"},
		"no scenario":              {`{"runs": [{}]}`, toldOfTwo, "want one run with scenarios"},
		"two of one ID":            {`{"runs": [{"scenarios": [{"id": "a"}, {"id": "a"}]}]}`, toldOfTwo, `two scenarios have the ID "a"`},
		"nothing is told":          {recordOfTwo, "", "0 scenarios of 2 are there"},
		"a scenario is not told":   {recordOfTwo, "a.feature  X\n     7  One  deferred  1ms\n\n    dns  x\n", "1 scenarios of 2 are there"},
		"all the stories are gone": {recordOfTwo, "a.feature  X\n     7  One  deferred\n    12  Two  FAILED\n", "all are empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readRecord([]byte(test.content), test.told)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestEventsOfBothFormatsAreTheSame(t *testing.T) {
	t.Parallel()
	trails := map[string]string{
		"format 1": `{"kind": "question", "text": "a.not. MX", "answer": "CNAME b.not., NXDOMAIN"}, {"kind": "fetch", "text": "GET http://a", "answer": "200 OK"},
			{"kind": "fate", "host": "u@a.not", "answer": "deferred", "text": "no"}, {"kind": "wire", "text": "closed by the client"}, {"kind": "client", "text": "QUIT"}`,
		"format 2": `{"kind": "question", "question": {"name": "a.not.", "type": "MX", "answers": ["CNAME b.not.", "NXDOMAIN"]}}, {"kind": "fetch", "fetch": {"url": "http://a", "status": 200, "answer": "200 OK"}},
			{"kind": "fate", "recipient": "u@a.not", "fate": "deferred", "text": "no"}, {"kind": "closed", "text": "by the client"}, {"kind": "client", "text": "QUIT"}`,
	}
	read := map[string][]event{}
	for format, trail := range trails {
		r, err := readRecord([]byte(`{"runs": [{"scenarios": [{"id": "a.feature: One", "path": "a.feature", "line": 7, "name": "One", "detail": {"trail": [`+trail+`]}}]}]}`), "a.feature  X\n     7  One\n\n    dns  x\n")
		require.NoError(t, err)
		read[format] = r.Scenarios[0].Detail.Trail
	}
	require.Len(t, read["format 1"], 5)
	assert.Equal(t, read["format 1"], read["format 2"])
}

func TestAMatrixIsComparedColumnByColumn(t *testing.T) {
	t.Parallel()
	printed := `{"senders": [{"name": "esa"}, {"name": "exim"}], "scenarios": [{"id": "a", "cells": [{"status": "passed", "fates": ["deferred"]}, {"status": "known"}]}]}`
	old, err := readMatrix("now", printed)
	require.NoError(t, err)
	runs := old.runs()
	assert.Equal(t, []scenario{{ID: "a", Status: "passed", Fates: []string{"deferred"}}}, runs["esa"].Scenarios)
	assert.Equal(t, []scenario{{ID: "a", Status: "known"}}, runs["exim"].Scenarios)

	_, err = readMatrix("now", `{"senders": [{"name": "esa"}], "scenarios": [{"id": "a", "cells": []}]}`)
	assert.ErrorContains(t, err, "now: read the matrix: a: want a cell for each of 1 senders, found 0")
}
