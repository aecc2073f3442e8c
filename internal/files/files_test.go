package files_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/internal/files"
)

func content(t *testing.T, path string) string {
	t.Helper()
	read, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(read)
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

func TestWriteMakesAFileOrReplacesIt(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	require.NoError(t, files.Write(path, []byte("one")))
	assert.Equal(t, "one", content(t, path))

	require.NoError(t, os.Chmod(path, 0o640))
	before, err := os.Open(path)
	require.NoError(t, err)
	defer before.Close()
	require.NoError(t, files.Write(path, []byte("two")))
	assert.Equal(t, "two", content(t, path))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o640), info.Mode().Perm())
	old := make([]byte, 9)
	n, _ := before.Read(old)
	assert.Equal(t, "one", string(old[:n]), "who reads the old one goes on reading it")
	assert.Equal(t, []string{"file"}, names(t, folder))
}

func TestWriteFollowsLinks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	inner := filepath.Join(folder, "inner")
	require.NoError(t, os.Mkdir(inner, 0o700))
	target, link, nowhere := filepath.Join(inner, "target"), filepath.Join(folder, "link"), filepath.Join(folder, "nowhere")
	require.NoError(t, os.WriteFile(target, []byte("old"), 0o600))
	require.NoError(t, os.Symlink("inner/target", link))
	require.NoError(t, os.Symlink("inner/new", nowhere))
	for _, path := range []string{link, nowhere} {
		require.NoError(t, files.Write(path, []byte("new")))
		info, err := os.Lstat(path)
		require.NoError(t, err)
		assert.Equal(t, fs.ModeSymlink, info.Mode().Type(), "the link stays one")
		assert.Equal(t, "new", content(t, path))
	}
	assert.Equal(t, []string{"new", "target"}, names(t, inner))

	require.NoError(t, os.Symlink("round", filepath.Join(folder, "round")))
	require.Error(t, files.Write(filepath.Join(folder, "round"), nil))
}

func TestWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.EqualError(t, files.Write(folder, nil), "it is a folder")
	require.ErrorIs(t, files.Write(filepath.Join(folder, "no", "file"), nil), fs.ErrNotExist)
	path := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
	require.ErrorIs(t, files.WriteNew(path, []byte("new")), fs.ErrExist)
	require.NoError(t, os.Symlink("elsewhere", filepath.Join(folder, "link")))
	require.ErrorIs(t, files.WriteNew(filepath.Join(folder, "link"), []byte("new")), fs.ErrExist)
	assert.Equal(t, "mine", content(t, path))
	assert.Equal(t, []string{"file", "link"}, names(t, folder))
	require.NoError(t, files.WriteNew(filepath.Join(folder, "new"), []byte("new")))
}

func TestReplaceStaysInItsFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.WriteFile(outside, []byte("mine"), 0o600))
	require.NoError(t, os.Symlink(outside, filepath.Join(folder, "link")))
	require.NoError(t, os.Mkdir(filepath.Join(folder, "inner"), 0o700))
	require.ErrorIs(t, files.Replace(folder, "link", []byte("new")), files.ErrNotRegular)
	require.ErrorIs(t, files.Replace(folder, "inner", []byte("new")), files.ErrNotRegular)
	assert.Equal(t, "mine", content(t, outside))
	require.NoError(t, files.Replace(folder, "file", []byte("one")))
	require.NoError(t, files.Replace(folder, "file", []byte("two")))
	assert.Equal(t, "two", content(t, filepath.Join(folder, "file")))
	assert.Equal(t, []string{"file", "inner", "link"}, names(t, folder))
}

func TestReadReadsRegularFilesOnly(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("x", 100_000)), 0o600))
	require.NoError(t, os.Symlink("file", filepath.Join(folder, "link")))
	for _, name := range []string{path, filepath.Join(folder, "link")} {
		read, err := files.Read(name)
		require.NoError(t, err)
		assert.Len(t, read, 100_000)
	}
	_, err := files.Read(folder)
	require.Error(t, err)
	_, err = files.Open(filepath.Join(folder, "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	opened, err := files.Open(folder)
	require.NoError(t, err)
	require.NoError(t, opened.Close())
}
