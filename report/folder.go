package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mtalab/internal/files"
)

// ErrForeign says that a folder holds what Write did not write.
var ErrForeign = errors.New("it is not a report of mtalab")

// Prepare makes the folder of a report. ErrForeign, unless it is forced, names a file in it that is not of a
// report: the folder is somebody else's.
func Prepare(dir string, force bool) error {
	if err := os.MkdirAll(dir, 0o777); err != nil || force {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	written := false
	for _, entry := range entries {
		switch name := entry.Name(); {
		case strings.HasPrefix(name, files.Temporary): // of a process that was killed
		case !slices.Contains(names, name) || !entry.Type().IsRegular():
			return fmt.Errorf("%s holds %s: %w", dir, name, ErrForeign)
		default:
			written = true
		}
	}
	if written && !isRecord(filepath.Join(dir, RecordName)) {
		return fmt.Errorf("%s holds no %s: %w", dir, RecordName, ErrForeign)
	}
	return nil
}

// isRecord says whether a file begins as a record does.
func isRecord(path string) bool {
	file, err := files.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	begin := []byte(`{"mtalab":`)
	found := make([]byte, len(begin))
	_, err = io.ReadFull(file, found)
	return err == nil && bytes.Equal(found, begin)
}
