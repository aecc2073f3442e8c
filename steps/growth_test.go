package steps_test

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/features/suite"
	"mtalab/internal/result"
	"mtalab/sim/network"
	"mtalab/sim/senders/esa"
)

// TestStepsCostNoMoreTheMoreThereAre holds what a scenario allocates to its number of steps: that is the same on every
// machine, as its time is not. It is alone in its process, as what others allocate would count.
func TestStepsCostNoMoreTheMoreThereAre(t *testing.T) {
	const fewer = 300
	for sentence, step := range map[string]string{
		"messages and their fates":  "When a message is sent to u%d@example.com\nThen the message is delivered verified\n",
		"settings":                  "Given the TLS setting for d%d.example.com is \"Required\"\n",
		"replies":                   "Given the MTA at 192.0.2.1 answers EHLO in segments of %d bytes\n",
		"faults of the name server": "Given questions for TXT of d%d.example.com stay unanswered\n",
		"claims":                    "Then the MX record of example.com is asked for once\nAnd 192.0.2.1 is contacted once\n",
	} {
		t.Run(sentence, func(t *testing.T) {
			few, many := costOf(t, step, fewer), costOf(t, step, 4*fewer)
			assert.Less(t, float64(many)/float64(few), 6.0, "four times the steps: %d and %d bytes", few, many)
		})
	}
}

// costOf is how many bytes are allocated for a scenario with so many steps of a kind.
func costOf(t *testing.T, step string, count int) uint64 {
	t.Helper()
	var given, claims strings.Builder
	for n := range count {
		text := strings.ReplaceAll(step, "%d", strconv.Itoa(n+1))
		if strings.HasPrefix(step, "Then") {
			claims.WriteString(text)
		} else {
			given.WriteString(text)
		}
	}
	text := twoExchangers + given.String() + sent + verified + claims.String()
	if strings.HasPrefix(step, "When") {
		text = twoExchangers + given.String()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	record, err := suite.Run(t.Context(), suite.Options{
		Sender: esa.Sender{}, Network: func() network.Network { return &network.Memory{} },
		Files: fstest.MapFS{"f.feature": {Data: []byte(text)}},
	})
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Equal(t, result.Passed, record.Scenarios[0].Status, "%+v", record.Scenarios[0].Problem)
	return after.TotalAlloc - before.TotalAlloc
}
