//go:build !unix

package files

import (
	"io/fs"
	"os"
)

func openStream(path string, flags int) (*os.File, error) { return os.OpenFile(path, flags, 0) }

func descriptor(string) *os.File { return nil }

func keepOwner(*os.File, fs.FileInfo) {}
