package shim

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/sim"
	"mtalab/sim/evidence"
)

// two is a question about two recipients.
var two = question{ID: 7, Recipients: []recipient{{Address: "ann@a.not"}, {Address: "bob@b.not", Chain: "trusted"}}}

const ann, bob = `{"address": "ann@a.not", "fate": "deferred"}`, `{"address": "bob@b.not", "fate": "delivered"}`

// TestAnAnswerIsReadStrictly compares what is taken with the schema, but for what no schema can say.
func TestAnAnswerIsReadStrictly(t *testing.T) {
	t.Parallel()
	compiled := answerSchema(t)
	for sentence, c := range map[string]struct {
		said, complaint string // none: it is taken
		beyondSchema    bool
	}{
		"both, in any order":         {`{"version": 2, "recipients": [` + bob + `, ` + ann + `]}`, "", false},
		"with its number":            {`{"version": 2, "id": 7, "recipients": [` + ann + `, ` + bob + `], "log": ["a line"]}`, "", false},
		"not supported":              {`{"version": 2, "notSupported": "it has no such level"}`, "", false},
		"broken":                     {`{"version": 2, "broken": "no swaks"}`, "", false},
		"another version":            {`{"version": 1, "recipients": [` + ann + `, ` + bob + `]}`, "/version: 1: want 2", false},
		"no version":                 {`{"recipients": [` + ann + `, ` + bob + `]}`, "/version: 0: want 2", false},
		"another number":             {`{"version": 2, "id": 6, "recipients": [` + ann + `, ` + bob + `]}`, "/id: 6: want that of the question, 7", true},
		"one recipient too few":      {`{"version": 2, "recipients": [` + ann + `]}`, "nothing is said of bob@b.not", true},
		"one recipient twice":        {`{"version": 2, "recipients": [` + ann + `, ` + ann + `, ` + bob + `]}`, `"ann@a.not" was not asked about, or is there twice`, true},
		"a stranger":                 {`{"version": 2, "recipients": [` + ann + `, ` + bob + `, {"address": "eve@a.not", "fate": "bounced"}]}`, `"eve@a.not" was not asked about`, true},
		"an unknown fate":            {`{"version": 2, "recipients": [{"address": "ann@a.not", "fate": "eaten"}, ` + bob + `]}`, `the fate of ann@a.not is "eaten"`, false},
		"no fate":                    {`{"version": 2, "recipients": [{"address": "ann@a.not"}, ` + bob + `]}`, `the fate of ann@a.not is ""`, false},
		"an unknown field":           {`{"version": 2, "notSupported": "x", "mood": 3}`, "/mood: a field that the contract does not know", false},
		"an unknown field within":    {`{"version": 2, "recipients": [{"address": "ann@a.not", "fate": "bounced", "Reason": "x"}, ` + bob + `]}`, "/recipients/0/Reason: a field", false},
		"a field twice":              {`{"version": 2, "broken": "a", "broken": "b"}`, "/broken: a field that is there twice", true},
		"a field twice within":       {`{"version": 2, "recipients": [{"address": "ann@a.not", "fate": "bounced", "fate": "deferred"}, ` + bob + `]}`, "there twice", true},
		"a shouted field":            {`{"VERSION": 2, "broken": "a"}`, "/VERSION: a field", false},
		"two kinds":                  {`{"version": 2, "broken": "a", "notSupported": "b"}`, "want exactly one of", false},
		"no kind":                    {`{"version": 2, "log": []}`, "want exactly one of", false},
		"no reason":                  {`{"version": 2, "broken": ""}`, "it is empty", false},
		"null":                       {`{"version": 2, "recipients": [{"address": "ann@a.not", "fate": "bounced", "verified": null}, ` + bob + `]}`, "/recipients/0/verified: null: want it left out", false},
		"an address that is none":    {`{"version": 2, "recipients": [{"address": "ann@a.not", "fate": "delivered", "ip": "mx"}, ` + bob + `]}`, "/recipients/0/ip", true},
		"a text for a truth":         {`{"version": 2, "recipients": [{"address": "ann@a.not", "fate": "delivered", "verified": "yes"}, ` + bob + `]}`, "/recipients/0/verified", false},
		"a list":                     {`[{"version": 2}]`, "/: it is of another type", false},
		"nothing":                    {``, "EOF", true},
		"half of it":                 {`{"version": 2`, "EOF", true},
		"two":                        {`{"version": 2, "broken": "a"} {"version": 2, "broken": "a"}`, "after top-level value", true},
		"rubbish behind":             {`{"version": 2, "broken": "a"} what a day`, "after top-level value", true},
		"bytes that are no text":     {"{\"version\": 2, \"broken\": \"\xff\"}", "UTF-8", true},
		"an answer to another thing": {`{"version": 2, "stays": true}`, "/stays: a field", true},
	} {
		heard, err := two.read(c.said, false)
		if !c.beyondSchema {
			instance, unread := jsonschema.UnmarshalJSON(strings.NewReader(c.said))
			require.NoError(t, unread, sentence)
			assert.Equal(t, c.complaint == "", compiled.Validate(instance) == nil, "%s, by the schema", sentence)
		}
		if c.complaint == "" {
			assert.NoError(t, err, sentence)
			assert.Equal(t, 2, heard.Version)
			continue
		}
		require.ErrorIs(t, err, sim.ErrMisbehaved, sentence)
		assert.ErrorContains(t, err, c.complaint, sentence)
	}
}

func TestAProgramThatStaysSaysWhichQuestionItAnswers(t *testing.T) {
	t.Parallel()
	_, err := two.read(`{"version": 2, "recipients": [`+ann+`, `+bob+`]}`, true)
	assert.ErrorContains(t, err, "/id: want that of the question, 7, as the program stays")
}

func TestEachRecipientHasAFateOfItsOwn(t *testing.T) {
	t.Parallel()
	heard, err := two.read(`{"version": 2, "recipients": [
		{"address": "bob@b.not", "fate": "delivered", "reason": "250 ok", "verified": true, "host": "mx.b.not", "ip": "192.0.2.1"},
		{"address": "ann@a.not", "fate": "trying", "reason": "no greeting yet"}]}`, false)
	require.NoError(t, err)
	outcomes, err := two.outcomes("my-mta", heard, []string{"ann@A.not", "bob@B.not"})
	require.NoError(t, err)
	require.Len(t, outcomes, 2)
	assert.Equal(t, evidence.Outcome{Recipient: "ann@A.not", Fate: evidence.StillTrying, Reason: "no greeting yet"}, outcomes[0])
	assert.Equal(t, "bob@B.not: delivered verified via mx.b.not: 250 ok", outcomes[1].Recipient+": "+outcomes[1].String())
	assert.Equal(t, "192.0.2.1", outcomes[1].Address.String())
}

// TestWhatWasVerifiedByTheWay decided nothing, where the policy does not ask for it.
func TestWhatWasVerifiedByTheWay(t *testing.T) {
	t.Parallel()
	heard, err := two.read(`{"version": 2, "recipients": [
		{"address": "ann@a.not", "fate": "delivered", "verified": true}, {"address": "bob@b.not", "fate": "delivered"}]}`, false)
	require.NoError(t, err)
	outcomes, err := two.outcomes("my-mta", heard, []string{"ann@a.not", "bob@b.not"})
	require.NoError(t, err)
	assert.Equal(t, []evidence.Outcome{
		{Recipient: "ann@a.not", Fate: evidence.Delivered},
		{Recipient: "bob@b.not", Fate: evidence.Delivered, VerificationUnknown: true},
	}, outcomes)
}

// FuzzVersion2: whatever a program prints, it is a fate of each recipient, or misbehaviour; and what is taken is of the
// schema.
func FuzzVersion2(f *testing.F) {
	compiled := answerSchema(f)
	for _, said := range []string{`{"version": 2, "recipients": [` + ann + `, ` + bob + `]}`, `{"version": 2, "broken": "x"}`, `{"version":2,"notSupported":"x","log":["y"]}`, `{`} {
		f.Add(said)
	}
	f.Fuzz(func(t *testing.T, said string) {
		heard, err := two.read(said, false)
		if err != nil {
			require.ErrorIs(t, err, sim.ErrMisbehaved)
			return
		}
		instance, err := jsonschema.UnmarshalJSON(strings.NewReader(said))
		require.NoError(t, err)
		require.NoError(t, compiled.Validate(instance))
		outcomes, err := two.outcomes("my-mta", heard, []string{"ann@a.not", "bob@b.not"})
		require.Equal(t, err == nil, len(outcomes) == 2)
	})
}

func answerSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("answer.schema.json")
	require.NoError(t, err)
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("answer", parsed))
	compiled, err := compiler.Compile("answer")
	require.NoError(t, err)
	return compiled
}
