package table_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mtalab/internal/printable"
	"mtalab/internal/table"
)

func TestTextIsWrappedAndLegible(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "  one two\n  three", string(table.Wrapped("one two three", "  ", 9)))
	assert.Equal(t, "  a-word-that-is-too-long\n  b", string(table.Wrapped("a-word-that-is-too-long b", "  ", 9)))
	assert.Equal(t, `example.com\x00.evil.not`, printable.Line("example.com\x00.evil.not"))
	var out strings.Builder
	table.Write(&out, " ", [][]string{{"bücher", "1"}, {"this goes across"}, {"a", "22"}})
	assert.Equal(t, " bücher  1\n this goes across\n a       22\n", out.String())
}
