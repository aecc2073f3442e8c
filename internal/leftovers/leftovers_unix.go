//go:build unix

// Package leftovers makes temporary folders of which the next run removes what a killed one has left.
package leftovers

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Folder is a temporary folder in use: whoever made it holds a lock (flock(2)), which ends with its process.
type Folder struct {
	Path string
	lock *os.File
}

// Make makes a folder that only this user can look into, whose name begins with a prefix. The caller closes it.
func Make(parent, prefix string) (*Folder, error) {
	path, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return nil, err
	}
	lock, err := os.Open(path)
	if err == nil {
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), os.Remove(path))
	}
	return &Folder{path, lock}, nil
}

// Close removes the folder with all that is in it.
func (f *Folder) Close() error {
	return errors.Join(os.RemoveAll(f.Path), f.lock.Close())
}

// young is how old a folder is within which its maker may not yet hold it.
const young = time.Minute

// Sweep removes the folders with a prefix that nobody holds, that are this user's alone, and that are not young. What
// it cannot remove stays, for another time.
func Sweep(parent, prefix string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if number, ok := strings.CutPrefix(entry.Name(), prefix); ok && isNumber(number) && entry.IsDir() {
			_ = sweep(filepath.Join(parent, entry.Name())) // another run may be at it
		}
	}
}

// isNumber says whether os.MkdirTemp can have added this to a prefix.
func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

func sweep(path string) error {
	folder, err := os.OpenFile(path, os.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	defer folder.Close()
	info, err := folder.Stat()
	if err != nil || !isOurs(info) || time.Since(info.ModTime()) < young {
		return err
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return err // its maker lives
	}
	return os.RemoveAll(path)
}

// isOurs says whether a folder is as Make has made it.
func isOurs(info fs.FileInfo) bool {
	status, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(status.Uid) == os.Geteuid() && info.Mode() == fs.ModeDir|0o700
}
