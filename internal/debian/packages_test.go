package debian

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFindLooksInTheSystemAndThenInTheCache(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	found, err := Find("sh", "/bin/sh")
	require.NoError(t, err)
	assert.Equal(t, Program{Path: "/bin/sh"}, found)

	_, err = Find("fancy", "/usr/sbin/fancy-mta")
	require.ErrorIs(t, err, ErrMissing)
	require.ErrorContains(t, err, "mtalab install fancy")

	put(t, filepath.Join(cache, "mtalab/fancy/usr/sbin/fancy-mta"))
	found, err = Find("fancy", "/usr/sbin/fancy-mta")
	require.NoError(t, err)
	assert.Equal(t, Program{Path: "/usr/sbin/fancy-mta", Packages: filepath.Join(cache, "mtalab/fancy")}, found)
}

func TestWithoutAHomeOnlyTheSystemIsLookedAt(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	_, err := Find("sh", "/bin/sh")
	require.NoError(t, err)
	_, err = Find("fancy", "/usr/sbin/fancy-mta")
	require.ErrorIs(t, err, ErrMissing)
	require.ErrorContains(t, err, "no /usr/sbin/fancy-mta, and there is no folder for unpacked packages: ")
	_, err = Install(t.Context(), "postfix")
	require.ErrorContains(t, err, "there is no folder for unpacked packages: ")
}

func TestMergeUsrMovesWhatLiesBesideUsr(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	put(t, filepath.Join(root, "bin/tool"))
	put(t, filepath.Join(root, "lib/deep/library.so"))
	put(t, filepath.Join(root, "usr/bin/other"))
	require.NoError(t, mergeUsr(root))
	for _, name := range []string{"usr/bin/tool", "usr/lib/deep/library.so", "usr/bin/other"} {
		assert.FileExists(t, filepath.Join(root, name))
	}
	assert.NoFileExists(t, filepath.Join(root, "bin/tool"))
}

func TestInstallUnpacksWhatAptGetNames(t *testing.T) {
	tools := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("PATH", tools+":"+os.Getenv("PATH"))
	script(t, filepath.Join(tools, "apt-get"), `
		case "$*" in
		*--print-uris*) echo "'http://deb/postfix_3.7.11-0%2bdeb12u1_amd64.deb' postfix_3.7.11-0+deb12u1_amd64.deb 1510172 MD5Sum:cd" ;;
		*download*) echo "$*" >named; touch postfix_3.7.11-0+deb12u1_amd64.deb ;;
		esac`)
	script(t, filepath.Join(tools, "dpkg-deb"), `mkdir -p "$3/usr/sbin" && cp named "$3/usr/sbin/postfix"`)
	unpacked, err := Install(t.Context(), "postfix")
	require.NoError(t, err)
	assert.Equal(t, []string{"postfix=3.7.11-0+deb12u1"}, unpacked)
	cache, err := Cache()
	require.NoError(t, err)
	content, err := os.ReadFile(filepath.Join(cache, "postfix/usr/sbin/postfix"))
	require.NoError(t, err)
	assert.Contains(t, string(content), "download postfix=3.7.11-0+deb12u1")
	left, err := filepath.Glob(filepath.Join(cache, "unpacking-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestInstallSaysWhatIsWrong(t *testing.T) {
	tools := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("PATH", tools+":"+os.Getenv("PATH"))
	_, err := Install(t.Context(), "qmail")
	require.ErrorContains(t, err, `install "qmail": unknown; want one of aiosmtpd, `)
	script(t, filepath.Join(tools, "apt-get"), "echo no lists >&2; exit 100")
	_, err = Install(t.Context(), "postfix")
	require.ErrorContains(t, err, "no lists")
	script(t, filepath.Join(tools, "apt-get"), "true")
	_, err = Install(t.Context(), "postfix")
	require.ErrorContains(t, err, "run apt-get update")
}

func put(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, nil, 0o755))
}

func script(t *testing.T, path, text string) {
	t.Helper()
	syscall.ForkLock.RLock() // whoever forks meanwhile has the file open, and nobody can execute it
	defer syscall.ForkLock.RUnlock()
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755))
}
