package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/printable"
	"mtalab/internal/result"
)

// TestAHostileMatrixIsOneTable has names that would tear it, or do something to a terminal.
func TestAHostileMatrixIsOneTable(t *testing.T) {
	t.Parallel()
	const evil = "a\nb\tc\x7f\u202e\u009bd"
	matrix, err := NewMatrix([]result.Run{{Sender: "s" + evil, Scenarios: []result.Scenario{
		{ID: "i" + evil, Path: "p" + evil, Name: "n" + evil, Status: result.Failed, Fates: []string{"f" + evil}},
	}}})
	require.NoError(t, err)
	told := map[string]string{}
	for _, format := range MatrixFormats {
		var out strings.Builder
		edge := printable.NewWriter(&out)
		require.NoError(t, matrix.Write(edge, format))
		require.NoError(t, edge.Err())
		told[format] = out.String()
	}
	shown := `a\nb\tc\x7f\u202e\u009bd`
	assert.Contains(t, told["text"], "\n  n"+shown+"  OTHER: f"+shown+"\n")
	assert.Contains(t, told["markdown"], fmt.Sprintf("\n| i%[1]s | OTHER: f%[1]s |\n", `a b\tc\x7f\u202e\u009bd`))
	var again Matrix
	require.NoError(t, json.Unmarshal([]byte(told["json"]), &again), "what the terminal is shown is JSON")
	assert.Equal(t, matrix, again)
}
