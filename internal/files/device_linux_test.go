package files_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/files"
)

// device is one like the machine's, which itself is at no risk: root's test would replace it, if Write were wrong.
func device(t *testing.T, path string) string {
	t.Helper()
	var like syscall.Stat_t
	require.NoError(t, syscall.Stat(path, &like))
	if os.Getuid() != 0 {
		return path
	}
	ours := filepath.Join(t.TempDir(), filepath.Base(path))
	if err := syscall.Mknod(ours, syscall.S_IFCHR|0o666, int(like.Rdev)); err != nil {
		t.Skip("no device can be made here: ", err)
	}
	file, err := os.OpenFile(ours, os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no device can be opened here: ", err)
	}
	require.NoError(t, file.Close())
	return ours
}

func TestDevicesAreWrittenToAndStay(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]string{"/dev/null": "", "/dev/full": "no space left on device"} {
		path := device(t, name)
		before, err := os.Stat(path)
		require.NoError(t, err)
		err = files.Write(path, []byte("new"))
		if says == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, says)
		}
		after, err := os.Stat(path)
		require.NoError(t, err)
		assert.True(t, os.SameFile(before, after), "it is the same device")
		assert.Equal(t, before.Mode(), after.Mode())
	}
}
