//go:build unix

package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/report"
)

func TestFmtKeepsWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	target, link := filepath.Join(folder, "target"), filepath.Join(folder, "link.feature")
	windows := strings.ReplaceAll(untidy, "\n", "\r\n")
	require.NoError(t, os.WriteFile(target, []byte(windows), 0o640))
	require.NoError(t, os.Symlink("target", link))
	status, _, stderr := mtalab(t, "fmt", link)
	require.Equal(t, exitExpected, status, stderr)
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.Equal(t, fs.ModeSymlink, info.Mode().Type())
	written, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Contains(t, string(written), "\r\n      | mx1.example.com | A  | 192.0.2.1          |\r\n")
	assert.Equal(t, strings.Count(string(written), "\n"), strings.Count(string(written), "\r\n"))

	latin1 := []byte("Feature: f\n\n  # b\xfccher\nScenario: s\n")
	require.NoError(t, os.WriteFile(target, latin1, 0o640))
	for _, command := range []string{"fmt", "run", "lint", "explain"} {
		status, stdout, stderr := mtalab(t, command, link)
		assert.Equal(t, exitFault, status, command)
		assert.Empty(t, stdout, command)
		assert.Equal(t, "mtalab: "+link+":3: want UTF-8, and the byte 0xFC is none (column 6)\n", stderr, command)
	}
	left, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, latin1, left)
}

func TestAReportIsNotPutAmongForeignFiles(t *testing.T) {
	t.Parallel()
	for sentence, test := range map[string]struct {
		fill   func(t *testing.T, dir string)
		says   string
		forced int // status with --force
	}{
		"an empty folder": {func(*testing.T, string) {}, "", exitExpected},
		"an earlier report": {func(t *testing.T, dir string) {
			mustRun(t, exitExpected, "run", "--quiet", "--report", dir, "esa/worked_example.feature:66")
			require.NoError(t, os.WriteFile(filepath.Join(dir, ".mtalab-XYZ"), nil, 0o600))
		}, "", exitExpected},
		"a page of somebody else": {func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "index.html"), []byte("mine"), 0o600))
		}, " holds no record.json: it is not a report of mtalab; --force writes", exitExpected},
		"a record of somebody else": {func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "record.json"), []byte(`{"mine":1}`), 0o600))
		}, " holds no record.json: it is not", exitExpected},
		"another file": {func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o600))
		}, " holds notes.txt: it is not", exitExpected},
		"a link out of it": {func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(dir+".html", []byte("mine"), 0o600))
			require.NoError(t, os.Symlink(dir+".html", filepath.Join(dir, "index.html")))
		}, " holds index.html: it is not", exitFault},
		"a pipe": {func(t *testing.T, dir string) {
			require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "record.json"), 0o600))
		}, " holds record.json: it is not", exitFault},
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			test.fill(t, dir)
			line := []string{"run", "--quiet", "--report", dir, "esa/worked_example.feature:66"}
			status, stdout, stderr := mtalab(t, line...)
			if test.says == "" {
				assert.Equal(t, exitExpected, status, stderr)
			} else {
				assert.Equal(t, exitFault, status)
				assert.Empty(t, stdout, "nothing is run")
				assert.Contains(t, stderr, "mtalab: --report: "+dir+test.says)
			}
			status, _, stderr = mtalab(t, append(line, "--force")...)
			assert.Equal(t, test.forced, status, stderr)
			for _, mine := range []string{filepath.Join(dir, "notes.txt"), dir + ".html"} {
				if content, err := os.ReadFile(mine); err == nil {
					assert.Equal(t, "mine", string(content), "other files stay as they are")
				}
			}
			if test.forced == exitExpected {
				_, err := report.Load(dir)
				require.NoError(t, err)
			}
		})
	}
}

// TestAPipeIsNoInput would hang if somebody waited for a writer.
func TestAPipeIsNoInput(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe.feature")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, line := range [][]string{
		{"run", pipe}, {"run", filepath.Dir(pipe)}, {"lint", pipe}, {"fmt", pipe}, {"explain", pipe}, {"up", pipe + ":1"}, {"matrix", "--senders", "esa", pipe},
		{"run", "--known", pipe, "esa/worked_example.feature"}, {"run", "--known", pipe, "--update-known", "esa/worked_example.feature"},
		{"merge", pipe}, {"run", "--report", t.TempDir(), "--since", pipe, "esa/worked_example.feature"},
	} {
		p := newProcess(t, line...)
		var complaint strings.Builder
		p.Stderr = &complaint
		_, _ = p.Output()
		assert.Equal(t, exitFault, p.ProcessState.ExitCode(), line)
		assert.Contains(t, complaint.String(), "read "+pipe+": it is no regular file", line)
	}
}

func TestWhatIsNoFileIsWrittenThrough(t *testing.T) {
	t.Parallel()
	matrix := []string{"matrix", "--senders", "esa", "--format", "json", "esa/worked_example.feature", "--output"}
	said, err := newProcess(t, append(matrix, "/proc/self/fd/1")...).Output()
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(said), "{\n"), "%s", said)

	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	status, _, stderr := mtalab(t, append(matrix, pipe)...)
	assert.Equal(t, exitFault, status)
	assert.Contains(t, stderr, "mtalab: --output: open "+pipe+": nobody reads from it")
	reader, err := os.OpenFile(pipe, os.O_RDWR, 0) // of whom the writer need not wait
	require.NoError(t, err)
	defer reader.Close()
	status, _, stderr = mtalab(t, append(matrix, pipe)...)
	assert.Equal(t, exitExpected, status, stderr)
	begin := make([]byte, 2)
	_, err = io.ReadFull(reader, begin)
	require.NoError(t, err)
	assert.Equal(t, "{\n", string(begin))
}

// TestAFullDiskLeavesNoHalfFile lets no file grow beyond some KiB.
func TestAFullDiskLeavesNoHalfFile(t *testing.T) {
	t.Parallel()
	for command, line := range map[string]string{
		"a matrix": "matrix --senders esa --format json --output mine esa/",
		"a report": "run --quiet --report . esa/worked_example.feature:66",
		"a list":   "run --quiet --sender faulty=plaintext-after-220 --known mine --update-known starttls/",
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			p := newProcess(t)
			p.Path, p.Args = "/bin/sh", append([]string{"sh", "-c", `ulimit -f 8; exec "$0" "$@"`, os.Args[0]}, strings.Fields(line)...)
			p.Dir = folder
			var complaint strings.Builder
			p.Stderr = &complaint
			_, _ = p.Output()
			assert.Equal(t, exitFault, p.ProcessState.ExitCode())
			assert.Contains(t, complaint.String(), "file too large")
			left, err := os.ReadDir(folder)
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

func TestNewLeavesNoHalfFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p := newProcess(t)
	p.Path, p.Args = "/bin/sh", []string{"sh", "-c", `ulimit -f 1; exec "$0" new mine`, os.Args[0]}
	p.Dir, p.Stderr = folder, nil
	_, err := p.Output()
	require.Error(t, err)
	assert.NoFileExists(t, filepath.Join(folder, "mine.feature"))
}
