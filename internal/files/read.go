package files

import (
	"io"
	"os"
)

// Open opens a regular file or a folder to be read. Anything else, such as a pipe, on which a reader might wait for
// ever, is ErrNotRegular.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &os.PathError{Op: "read", Path: path, Err: ErrNotRegular}
	}
	return openStream(path, os.O_RDONLY) // it may be another file by now
}

// Read reads a regular file.
func Read(path string) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}
