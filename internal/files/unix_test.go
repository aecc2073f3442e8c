//go:build unix

package files_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/files"
)

// pathVariable makes the test program write "ours\n" to a path, and complain on its standard error.
const pathVariable = "MTALAB_TEST_PATH"

func TestMain(m *testing.M) {
	if path := os.Getenv(pathVariable); path != "" {
		if err := files.Write(path, make([]byte, 1<<20)); err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(2)
		}
		return
	}
	os.Exit(m.Run())
}

// writing is a process that writes a MiB of zeros to a path.
func writing(t *testing.T, path, shell string) *exec.Cmd {
	command := exec.CommandContext(t.Context(), "/bin/sh", "-c", shell+` exec "$0"`, os.Args[0])
	command.Env = append(os.Environ(), pathVariable+"="+path)
	return command
}

func pipe(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	return path
}

func TestPipesAreWrittenToAndStay(t *testing.T) {
	t.Parallel()
	path := pipe(t)
	require.EqualError(t, files.Write(path, []byte("new")), "open "+path+": nobody reads from it")
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	require.NoError(t, err)
	defer reader.Close()
	require.NoError(t, files.Write(path, []byte("new")))
	said, err := io.ReadAll(reader)
	require.NoError(t, err)
	assert.Equal(t, "new", string(said))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.ModeNamedPipe, info.Mode().Type())
}

func TestAFullDiskIsNoticed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
	said, err := writing(t, path, "ulimit -f 100;").CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(said), "file too large")
	assert.Equal(t, "mine", content(t, path))
	assert.Equal(t, []string{"file"}, names(t, folder), "no half file")
}

func TestTheStandardOutputIsWrittenWhereItStands(t *testing.T) {
	t.Parallel()
	names := []string{"/dev/fd/1", "/proc/self/fd/1"}
	if os.Getuid() != 0 { // root would replace the machine's, if Write were wrong
		names = append(names, "/dev/stdout")
	}
	for _, name := range names {
		piped, err := writing(t, name, "").Output()
		require.NoError(t, err, name)
		assert.Len(t, piped, 1<<20, name)

		path := filepath.Join(t.TempDir(), "file")
		file, err := os.Create(path)
		require.NoError(t, err)
		command := writing(t, name, "echo before;")
		command.Stdout = file
		require.NoError(t, command.Run(), name)
		require.NoError(t, file.Close())
		assert.Len(t, content(t, path), 1<<20+len("before\n"), "%s: what was written before stays", name)
	}
}

func TestAPipeIsNotRead(t *testing.T) {
	t.Parallel()
	path := pipe(t)
	_, err := files.Read(path)
	require.EqualError(t, err, "read "+path+": it is no regular file")
	require.ErrorIs(t, err, files.ErrNotRegular)
	_, err = files.Read("/dev/zero")
	require.ErrorIs(t, err, files.ErrNotRegular)
}
