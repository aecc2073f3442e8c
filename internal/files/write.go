// Package files reads and writes the files that people name.
package files

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotRegular says that what stands at a path is no regular file: a folder, a device, a pipe, a link.
var ErrNotRegular = errors.New("it is no regular file")

// Write puts a file in the place of an earlier one, or makes it: as a whole or not at all. Links are followed.
// What is no regular file (a device, a pipe, /dev/stdout) is not replaced, but written to. Errors need not name the path.
func Write(path string, content []byte) error {
	if file := descriptor(path); file != nil {
		return writeTo(file, content)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return create(path, content)
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("it is a folder")
	case !info.Mode().IsRegular():
		file, err := openStream(path, os.O_WRONLY)
		if err != nil {
			return err
		}
		return writeTo(file, content)
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	return replace(target, info, content)
}

// WriteNew is Write to a path at which nothing stands, not even a link; else the error is fs.ErrExist.
func WriteNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err := writeTo(file, content); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// Replace is Write in a folder of ours: a link there is not followed, and only regular files are replaced.
func Replace(folder, name string, content []byte) error {
	path := filepath.Join(folder, name)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return replace(path, nil, content)
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return ErrNotRegular
	}
	return replace(path, info, content)
}

// create writes a file that is not there; a link that leads nowhere is followed.
func create(path string, content []byte) error {
	for range 40 { // as many as Linux follows
		target, err := os.Readlink(path)
		if err != nil {
			return replace(path, nil, content)
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	return errors.New("too many links")
}

// Temporary begins the names of files that are being written.
const Temporary = ".mtalab-"

// replace writes a file beside a path, and moves it there once it is whole; of an earlier one it takes over the
// permissions and the owner.
func replace(path string, earlier fs.FileInfo, content []byte) error {
	name := filepath.Join(filepath.Dir(path), Temporary+rand.Text())
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil && earlier != nil {
		keepOwner(file, earlier)
		err = file.Chmod(earlier.Mode().Perm())
	}
	if err == nil {
		err = file.Sync() // some disks say only now that they are full
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(name, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

func writeTo(file *os.File, content []byte) error {
	_, err := file.Write(content)
	return errors.Join(err, file.Close())
}
