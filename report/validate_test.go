package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/result"
	"mtalab/report"
)

// schema is the one that comes with the record, read by somebody else's validator.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema))
	require.NoError(t, err)
	name, _ := document.(map[string]any)["$id"].(string)
	require.Equal(t, "urn:mtalab:record:2", name)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource(name, document))
	compiled, err := compiler.Compile(name)
	require.NoError(t, err)
	return compiled
}

func validates(t testing.TB, schema *jsonschema.Schema, content []byte) {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(document), "%.2000s", content)
}

// recorded is a record as Write writes it.
func recorded(t testing.TB, runs ...result.Run) []byte {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, report.Write(dir, runs...))
	content, err := os.ReadFile(filepath.Join(dir, report.RecordName))
	require.NoError(t, err)
	return content
}

// sampleShards are two shards of one suite.
func sampleShards() []result.Run {
	suite := strings.Repeat("0a", 32)
	first, second := sampleRun(), sampleRun()
	first.Shard, second.Shard = result.Shard{Index: 1, Count: 2, Suite: suite}, result.Shard{Index: 2, Count: 2, Suite: suite}
	first.Scenarios, second.Scenarios = first.Scenarios[:3], second.Scenarios[3:]
	return []result.Run{first, second}
}

func TestEveryRecordIsOfTheSchema(t *testing.T) {
	t.Parallel()
	of := schema(t)
	changed := []result.Run{sampleRun()}
	report.MarkChanges(changed, []result.Run{{Sender: "esa"}})
	for sentence, runs := range map[string][]result.Run{
		"no run": {}, "an empty run": {{Sender: "esa"}}, "a run": {sampleRun()}, "two runs": {sampleRun(), sampleRun()},
		"a shard": sampleShards()[:1], "a run with what it was": changed,
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			content := recorded(t, runs...)
			validates(t, of, content)
			_, err := report.Parse(content)
			require.NoError(t, err)
		})
	}
}

// at is a value within a document, by the names and numbers that lead to it.
func at(document any, path ...any) map[string]any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			document = document.(map[string]any)[step]
		case int:
			document = document.([]any)[step]
		}
	}
	return document.(map[string]any)
}

func TestRecordsOfStrangers(t *testing.T) {
	t.Parallel()
	of := schema(t)
	const scenario = "$.runs[0].scenarios[0]"
	for sentence, test := range map[string]struct {
		path  []any // to the object that is spoilt
		field string
		value any // nil: the field is left out
		says  string
	}{
		"a status in capitals":        {[]any{"runs", 0, "scenarios", 0}, "status", "FAILED", scenario + `.status: want one of "passed", "failed", "broken", "not supported", "known", and not "FAILED"`},
		"an empty status":             {[]any{"runs", 0, "scenarios", 0}, "status", "", scenario + `.status: want one of "passed", `},
		"the status of a step":        {[]any{"runs", 0, "scenarios", 0}, "status", "skipped", scenario + `.status: want one of "passed", `},
		"no status":                   {[]any{"runs", 0, "scenarios", 0}, "status", nil, scenario + `: want a field "status", and there is none`},
		"known without a deviation":   {[]any{"runs", 0, "scenarios", 0}, "status", "known", scenario + `: want a field "deviation", as it is known, and there is none`},
		"an unknown field":            {[]any{"runs", 0, "scenarios", 0}, "colour", "red", scenario + `: unknown field "colour"`},
		"a field in capitals":         {[]any{"runs", 0, "scenarios", 0}, "Line", 7, scenario + `: unknown field "Line"`},
		"no name":                     {[]any{"runs", 0, "scenarios", 0}, "id", "", scenario + `.id: want one, and it is empty`},
		"line 0":                      {[]any{"runs", 0, "scenarios", 0}, "line", 0, scenario + `.line: want at least 1, and not 0`},
		"half a line":                 {[]any{"runs", 0, "scenarios", 0}, "line", 1.5, scenario + `.line: want a whole number, and not 1.5`},
		"a line beyond all":           {[]any{"runs", 0, "scenarios", 0}, "line", json.Number("99999999999999999999"), scenario + `.line: want a whole number, and not 99999999999999999999`},
		"a name that is none":         {[]any{"runs", 0, "scenarios", 0}, "name", []any{}, scenario + `.name: want a string, and not a list`},
		"fates that are no list":      {[]any{"runs", 0, "scenarios", 0}, "fates", map[string]any{}, scenario + `.fates: want a list, and not an object`},
		"an unknown kind of event":    {[]any{"runs", 0, "scenarios", 0, "detail", "trail", 0}, "kind", "miracle", scenario + `.detail.trail[0].kind: want one of "sent", `},
		"an unknown status of a step": {[]any{"runs", 0, "scenarios", 0, "detail", "steps", 1}, "status", "", scenario + `.detail.steps[1].status: want one of "passed", `},
		"a step of less than no time": {[]any{"runs", 0, "scenarios", 0, "detail", "steps", 1}, "duration", -1, scenario + `.detail.steps[1].duration: want at least 0, and not -1`},
		"no sender":                   {[]any{"runs", 0}, "sender", "", `$.runs[0].sender: want a name, and it is empty`},
		"no scenarios":                {[]any{"runs", 0}, "scenarios", nil, `$.runs[0]: want a field "scenarios", and there is none`},
		"a time that is none":         {[]any{"runs", 0}, "started", "yesterday", `$.runs[0].started: want a time (RFC 3339), and not "yesterday"`},
		"a count below 1":             {[]any{"runs", 0, "shard"}, "count", -1, `$.runs[0].shard.count: want at least 1, and not -1`},
		"an index below 1":            {[]any{"runs", 0, "shard"}, "index", 0, `$.runs[0].shard.index: want at least 1, and not 0`},
		"a shard of no suite":         {[]any{"runs", 0, "shard"}, "suite", "", `$.runs[0].shard.suite: want a SHA-256, and not ""`},
		"no format":                   {nil, "mtalab", nil, `$: want a field "mtalab", and there is none`},
		"a later format":              {nil, "mtalab", 3, `$.mtalab: want a record of format 2, and not 3`},
		"an earlier format":           {nil, "mtalab", 1, `$.mtalab: an older mtalab wrote it, in format 1, and this one reads format 2: run it again`},
		"a format in words":           {nil, "mtalab", "two", `$.mtalab: want a record of format 2, and not "two"`},
		"a session below 0":           {[]any{"runs", 0, "scenarios", 0, "detail", "trail", 0}, "session", -1, scenario + `.detail.trail[0].session: want at least 0, and not -1`},
		"what format 1 had":           {[]any{"runs", 0, "scenarios", 0, "detail", "trail", 0}, "answer", "deferred", scenario + `.detail.trail[0]: unknown field "answer"`},
		"no answers to a question":    {[]any{"runs", 0, "scenarios", 0, "detail", "trail", 1, "question"}, "answers", nil, scenario + `.detail.trail[1].question: want a field "answers", and there is none`},
		"a status of HTTP below 0":    {[]any{"runs", 0, "scenarios", 0, "detail", "trail", 2, "fetch"}, "status", -1, scenario + `.detail.trail[2].fetch.status: want at least 0, and not -1`},
		"an unknown kind of node":     {[]any{"runs", 0, "scenarios", 0, "detail", "world", "nodes", 0}, "kind", "moon", scenario + `.detail.world.nodes[0].kind: want one of "domain", `},
		"a depth below 0":             {[]any{"runs", 0, "scenarios", 0, "detail", "world", "nodes", 1}, "depth", -1, scenario + `.detail.world.nodes[1].depth: want at least 0, and not -1`},
		"an unknown kind of edge":     {[]any{"runs", 0, "scenarios", 0, "detail", "world", "edges", 0}, "kind", "mx", scenario + `.detail.world.edges[0].kind: want one of "MX", `},
		"an edge from nowhere":        {[]any{"runs", 0, "scenarios", 0, "detail", "world", "edges", 0}, "from", -1, scenario + `.detail.world.edges[0].from: want at least 0, and not -1`},
		"a choice of one":             {[]any{"runs", 0, "scenarios", 0, "choices", 0}, "sound", []any{"deferred"}, scenario + `.choices[0].sound: want two outcomes or more, and not 1`},
		"nothing chosen":              {[]any{"runs", 0, "scenarios", 0, "choices", 0}, "made", []any{}, scenario + `.choices[0].made: want one of them, and it is empty`},
		"runs that are no list":       {nil, "runs", "a", `$.runs: want a list, and not "a"`},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			var document any
			require.NoError(t, json.Unmarshal(recorded(t, sampleShards()...), &document))
			object := at(document, test.path...)
			if object[test.field] = test.value; test.value == nil {
				delete(object, test.field)
			}
			content, err := json.Marshal(document)
			require.NoError(t, err)
			_, err = report.Parse(content)
			require.Error(t, err)
			assert.True(t, strings.HasPrefix(err.Error(), test.says), err)
			again, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
			require.NoError(t, err)
			require.Error(t, of.Validate(again), "the schema agrees")
		})
	}
}

func TestWhatIsNoRecord(t *testing.T) {
	t.Parallel()
	whole := string(recorded(t, sampleShards()...))
	for text, says := range map[string]string{
		"":                                      "$: want JSON, and at byte 0: unexpected EOF",
		"null":                                  "$: want an object, and not null",
		"[]":                                    "$: want an object, and not a list",
		`{"mtalab":2,"runs":[]`:                 "$: want JSON, and at byte 21: unexpected EOF",
		`{"mtalab":2,"runs":[]}{}`:              "$: want one JSON value, and there is more behind it",
		`{"mtalab":2,"runs":null}`:              "$.runs: want a list, and not null",
		`{"mtalab":2,"mtalab":2,"runs":[]}`:     "$.mtalab: it is there twice",
		"{\"mtalab\":2,\"runs\":[],\"\xff\":1}": "$: want UTF-8",
		strings.Repeat("[", 100_000):            "$: want an object, and not a list",
		whole[:len(whole)/2]:                    "$.runs[",
		strings.Replace(whole, `"index":1,"count":2`, `"index":3,"count":2`, 1): "$.runs[0].shard.index: want from 1 to 2, and not 3",
		strings.Replace(whole, `"made":["deferred"]`, `"made":["lost"]`, 1):     `$.runs[0].scenarios[0].choices[0].made[0]: want one of "deferred", "bounced", and not "lost"`,
		strings.Replace(whole, `"from":0,"to":1`, `"from":0,"to":2`, 1):         "$.runs[0].scenarios[0].detail.world.edges[0]: want the numbers of nodes, of which there are 2, from 0, and not 2",
	} {
		_, err := report.Parse([]byte(text))
		require.Error(t, err)
		assert.True(t, strings.HasPrefix(err.Error(), says), "%v, and not %s", err, says)
	}
}

// FuzzParse holds Parse to the schema, and what follows it to never panicking.
func FuzzParse(f *testing.F) {
	of := schema(f)
	f.Add(recorded(f, sampleRun()))
	f.Add(recorded(f, sampleShards()...))
	f.Add([]byte(`{"mtalab":2,"runs":[{"sender":"a","started":"2026-01-02T03:04:05+01:00","duration":0,"shard":{"index":1,"count":1,"suite":"` +
		strings.Repeat("0", 64) + `"},"scenarios":[{"id":"i","path":"p","line":1,"feature":"","name":"","status":"known","duration":1,` +
		`"deviation":{"reason":"","documented":"","place":""}}]}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		runs, err := report.Parse(content)
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "$"), err)
			return
		}
		validates(t, of, content)
		report.MarkChanges(runs, runs)
		if merged, err := report.Merge(runs); err == nil {
			runs = []result.Run{merged}
		} else {
			require.ErrorIs(t, err, report.ErrMerge)
		}
		validates(t, of, recorded(t, runs...))
	})
}
