//go:build !unix

package leftovers

import "os"

// Folder is a temporary folder. Without flock(2) nobody can tell whether it is in use.
type Folder struct {
	Path string
}

// Make makes a folder whose name begins with a prefix. The caller closes it.
func Make(parent, prefix string) (*Folder, error) {
	path, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return nil, err
	}
	return &Folder{path}, nil
}

// Close removes the folder with all that is in it.
func (f *Folder) Close() error { return os.RemoveAll(f.Path) }

// Sweep removes nothing here: a folder that nobody holds looks like one that somebody does.
func Sweep(string, string) {}
