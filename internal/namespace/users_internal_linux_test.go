package namespace

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOwnedRangeIsNeverTheMachinesUsers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mapped string
		want   int
	}{
		"a machine":                            {"         0          0 4294967295\n", 0x7000_0000},
		"a container with as many users":       {"0 100000 65536\n", 0},
		"a container with twice as many":       {"0 100000 131072\n", 65536},
		"a container with one user":            {"0 1000 1\n", 0},
		"a container with a second, far range": {"0 100000 65536\n1000000 300000 200000\n", 1000000 + 200000 - 65536},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "uid_map")
			require.NoError(t, os.WriteFile(path, []byte(c.mapped), 0o600))
			assert.Equal(t, c.want, ownedRange(path))
		})
	}
}
