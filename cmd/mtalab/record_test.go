package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/report"
)

// TestEveryRecordWrittenIsOfTheSchema asks a validator that is not ours.
func TestEveryRecordWrittenIsOfTheSchema(t *testing.T) {
	t.Parallel()
	hostile := feature(t, hostileWords)
	earlier := filepath.Join(t.TempDir(), "earlier")
	mustRun(t, exitExpected, "run", "--quiet", "--report", earlier, "esa/worked_example.feature")
	known := filepath.Join(t.TempDir(), "known.txt")
	_, _, stderr := faultySender(t, "--known", known, "--update-known")
	require.Empty(t, stderr)
	for sentence, line := range map[string]string{
		"everything that is received":   "run --receiver esa",
		"a sender that fails":           "run --sender faulty=plaintext-after-220 starttls",
		"what is known of it":           "run --sender faulty=plaintext-after-220 --known " + known + " starttls",
		"texts that are broken":         "run " + hostile,
		"one shard":                     "run --shard 2/3 esa",
		"a shard without any":           "run --shard 2/2 esa/worked_example.feature:66",
		"what changed since":            "run --since " + earlier + " esa/worked_example.feature esa/queue.feature",
		"several senders":               "matrix --senders esa,exchange esa/worked_example.feature exchange",
		"another sender's scenarios":    "run --sender exchange esa/worked_example.feature",
		"a scenario that takes so long": "run --timeout 1ns esa/worked_example.feature",
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "out")
			_, _, stderr := mtalab(t, append(strings.Fields(line), "--report", dir)...)
			require.FileExists(t, filepath.Join(dir, report.RecordName), stderr)
			ofSchema(t, dir)
			_, err := report.Load(dir)
			require.NoError(t, err)
		})
	}
}

// ofSchema asserts that the record of a report is of the schema that comes with it.
func ofSchema(t *testing.T, dir string) {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("record", document))
	schema, err := compiler.Compile("record")
	require.NoError(t, err)
	content, err := os.ReadFile(filepath.Join(dir, report.RecordName))
	require.NoError(t, err)
	document, err = jsonschema.UnmarshalJSON(bytes.NewReader(content))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(document))
}

func TestMergeRefusesRecordsOfStrangers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shard := func(name, which string, more ...string) (path, content string) {
		folder := filepath.Join(dir, name)
		mustRun(t, exitExpected, append([]string{"run", "--quiet", "--shard", which, "--report", folder}, more...)...)
		path = filepath.Join(folder, report.RecordName)
		read, err := os.ReadFile(path)
		require.NoError(t, err)
		return path, string(read)
	}
	first, text := shard("first", "1/2", "esa/worked_example.feature")
	second, _ := shard("second", "2/2", "esa/worked_example.feature")
	other, _ := shard("other", "2/2", "esa/contrast.feature")
	chosen, _ := shard("chosen", "2/2", "esa/worked_example.feature:63:66")
	for sentence, test := range map[string]struct{ before, after, says string }{
		"a status in capitals": {`"status":"passed"`, `"status":"FAILED"`, `.status: want one of "passed", "failed", "broken", "not supported", "known", and not "FAILED"`},
		"an empty status":      {`"status":"passed"`, `"status":""`, `.status: want one of "passed", `},
		"known, and no reason": {`"status":"passed"`, `"status":"known"`, `$.runs[0].scenarios[0]: want a field "deviation", as it is known`},
		"a shard count of -1":  {`"count":2`, `"count":-1`, `$.runs[0].shard.count: want at least 1, and not -1`},
		"a shard beyond all":   {`"index":1`, `"index":3`, `$.runs[0].shard.index: want from 1 to 2, and not 3`},
		"an unknown field":     {`"sender":`, `"from":"me","sender":`, `$.runs[0]: unknown field "from"`},
		"an older format":      {`"mtalab":2,`, `"mtalab":1,`, `$.mtalab: an older mtalab wrote it, in format 1, and this one reads format 2: run it again`},
		"rubbish behind it":    {`"mtalab":2,`, `"mtalab":2,"runs":[]}{`, `$: want one JSON value, and there is more behind it`},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			spoilt := filepath.Join(t.TempDir(), "record.json")
			require.Contains(t, text, test.before)
			require.NoError(t, os.WriteFile(spoilt, []byte(strings.Replace(text, test.before, test.after, 1)), 0o600))
			status, stdout, stderr := mtalab(t, "merge", spoilt, second)
			assert.Equal(t, exitFault, status)
			assert.Empty(t, stdout)
			assert.True(t, strings.HasPrefix(stderr, "mtalab: merge: "+spoilt+" is no record of mtalab run --report: $"), stderr)
			assert.Contains(t, stderr, test.says)
		})
	}
	const refused = "mtalab: merge: these are not the shards of one run: "
	for says, shards := range map[string][]string{
		"shard 2/2 is of another suite than shard 1/2": {first, other},
		"shard 2/2 is missing":                         {first},
		"shard 1/2 is missing":                         {second},
		"shard 1/2 is there twice":                     {first, second, first},
	} {
		status, stdout, stderr := mtalab(t, append([]string{"merge"}, shards...)...)
		assert.Equal(t, exitFault, status)
		assert.Empty(t, stdout)
		assert.Equal(t, refused+says+"\nSee mtalab --help.\n", stderr)
	}
	status, _, stderr := mtalab(t, "merge", first, chosen)
	assert.Equal(t, exitFault, status)
	assert.Contains(t, stderr, "is of another suite", "other lines of the same file are another suite")
	mustRun(t, exitExpected, "merge", second, first)
}

func TestAStrangersRecordOnTheTerminal(t *testing.T) {
	t.Parallel()
	shard := filepath.Join(t.TempDir(), "shard")
	strangersRecord(t, shard)
	status, stdout, stderr := mtalab(t, "merge", shard)
	assert.Equal(t, exitExpected, status, stderr)
	harmless(t, stdout)
	assert.Contains(t, stdout, `<a href="javascript:alert(1)">\u202e\x1b`)
}

// strangersRecord is a report of one shard, of which every text in the record is hostile.
func strangersRecord(t *testing.T, shard string) {
	mustRun(t, exitExpected, "run", "--quiet", "--shard", "1/1", "--report", shard, "esa/worked_example.feature", "esa/queue.feature")
	record := filepath.Join(shard, report.RecordName)
	content, err := os.ReadFile(record)
	require.NoError(t, err)
	var document any
	require.NoError(t, json.Unmarshal(content, &document))
	content, err = json.Marshal(spoilt(document, ""))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(record, content, 0o600))
}

// spoilt puts markup behind every text of a record but those that are of a few words or a form.
func spoilt(value any, name string) any {
	switch value := value.(type) {
	case map[string]any:
		for name := range value {
			value[name] = spoilt(value[name], name)
		}
	case []any:
		for i := range value {
			value[i] = spoilt(value[i], name)
		}
	case string:
		if !slices.Contains([]string{"status", "kind", "suite", "started", "notBefore", "notAfter"}, name) {
			return value + `"'></script><img src=x onerror=alert(1)><a href="javascript:alert(1)">` + "\u202e\x1b"
		}
	}
	return value
}
