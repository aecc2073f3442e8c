//go:build unix

package leftovers_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/leftovers"
)

// left makes a folder as a killed process leaves it, an hour ago.
func left(t *testing.T, parent, name string) string {
	t.Helper()
	path := filepath.Join(parent, name)
	require.NoError(t, os.Mkdir(path, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(path, "ca.pem"), nil, 0o600))
	age(t, path)
	return path
}

func age(t *testing.T, path string) {
	t.Helper()
	hourAgo := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(path, hourAgo, hourAgo))
}

func TestSweepRemovesWhatAKilledProcessLeft(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	path := left(t, parent, "mtalab-123")
	leftovers.Sweep(parent, "mtalab-")
	assert.NoDirExists(t, path)
}

func TestSweepLeavesEverythingElseAlone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, path string){
		"a folder that was made a moment ago": func(t *testing.T, path string) {
			require.NoError(t, os.Chtimes(path, time.Now(), time.Now()))
		},
		"a folder that others can look into": func(t *testing.T, path string) {
			require.NoError(t, os.Chmod(path, 0o755))
		},
		"a folder of another user's": func(t *testing.T, path string) {
			if os.Geteuid() != 0 {
				t.Skip("only root can give one away")
			}
			require.NoError(t, os.Chown(path, 65534, 65534))
		},
		"a link to a folder": func(t *testing.T, path string) {
			require.NoError(t, os.Rename(path, path+"-elsewhere"))
			require.NoError(t, os.Symlink(path+"-elsewhere", path))
		},
		"a folder whose name only begins alike": func(t *testing.T, path string) {
			require.NoError(t, os.Rename(path, path+"-mine"))
			path += "-mine"
			age(t, path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			change(t, left(t, parent, "mtalab-123"))
			leftovers.Sweep(parent, "mtalab-")
			kept, err := filepath.Glob(filepath.Join(parent, "*", "ca.pem"))
			require.NoError(t, err)
			assert.NotEmpty(t, kept)
		})
	}
}

func TestSweepLeavesAFolderInUse(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	folder, err := leftovers.Make(parent, "mtalab-")
	require.NoError(t, err)
	age(t, folder.Path)
	leftovers.Sweep(parent, "mtalab-")
	assert.DirExists(t, folder.Path)
	require.NoError(t, folder.Close())
	assert.NoDirExists(t, folder.Path)
}
