//go:build unix

package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// openStream opens a file without waiting for whoever is to be at the other end of a pipe.
func openStream(path string, flags int) (*os.File, error) {
	file, err := os.OpenFile(path, flags|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
	if errors.Is(err, syscall.ENXIO) {
		return nil, &os.PathError{Op: "open", Path: path, Err: errors.New("nobody reads from it")}
	}
	return file, err
}

// standard are the names of the descriptors of this process.
var standard = regexp.MustCompile(`^(?:/dev/fd|/proc/self/fd)/([0-9]{1,4})$`)

// descriptor is a file of this process that a path names, as /dev/stdout does, at the place that it was written
// to; nil: the path names none.
func descriptor(path string) *os.File {
	path = filepath.Clean(path)
	switch path {
	case "/dev/stdout":
		path = "/dev/fd/1"
	case "/dev/stderr":
		path = "/dev/fd/2"
	}
	found := standard.FindStringSubmatch(path)
	if found == nil {
		return nil
	}
	number, err := strconv.Atoi(found[1])
	if err != nil {
		return nil
	}
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	same, err := syscall.Dup(number)
	if err != nil {
		return nil
	}
	syscall.CloseOnExec(same)
	return os.NewFile(uintptr(same), path)
}

// keepOwner gives a file to the owner of an earlier one, where that is allowed.
func keepOwner(file *os.File, earlier fs.FileInfo) {
	if owner, known := earlier.Sys().(*syscall.Stat_t); known {
		_ = file.Chown(int(owner.Uid), int(owner.Gid))
	}
}
