package sim_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/fakedns"
	"mtalab/sim"
	"mtalab/sim/evidence"
)

func TestAStoryHasALineForEachThing(t *testing.T) {
	t.Parallel()
	var told strings.Builder
	story := sim.Story{Out: &told}
	for _, entry := range []evidence.Entry{
		{Source: "shim", What: evidence.Note{Text: "one\n\x1b[2Jtwo"}},
		{Source: "shim", What: evidence.Alert{Text: "a\rb"}},
		{Source: "dns", What: fakedns.Query{Name: "a\n.not.", Type: "MX"}},
		{Source: "world", What: evidence.MessageSubmitted{Message: evidence.Message{From: "a\n@a.not", To: []string{"b\u202e@b.not"}}}},
		{Source: "fate", What: evidence.Outcome{Recipient: "b@b.not", Fate: evidence.Deferred, Reason: "a\nb\n1 passed\x1b[0m"}},
	} {
		story.Tell(entry)
	}
	lines := strings.Split(told.String(), "\n")
	assert.Len(t, lines, 6, told.String())
	assert.Equal(t, `shim  one\n\x1b[2Jtwo`, lines[0])
	assert.Equal(t, `      alert to the administrators: a\rb`, lines[1])
	assert.Contains(t, lines[2], `a\n.not.`)
	assert.Equal(t, `world a message from a\n@a.not to b\u202e@b.not`, lines[3])
	assert.Equal(t, `fate  b@b.not: deferred: a\nb\n1 passed\x1b[0m`, lines[4])
	assert.Equal(t, `deferred: a\nb`, evidence.Outcome{Fate: evidence.Deferred, Reason: "a\nb"}.String())
}
