package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// folder is a temporary folder that goes away with this process, even if the process is killed: another
// one, which no signal of the terminal ends, waits for that.
type folder struct {
	Path  string
	guard *exec.Cmd
	alive io.Closer // the guard reads from it until this process has ended
}

// guardScript reads what nobody ever writes.
const guardScript = `trap "" HUP INT QUIT TERM; read -r end; rm -rf -- "$1"`

// newFolder makes a folder that nobody else can look into. Close removes it.
func newFolder() (*folder, error) {
	path, err := os.MkdirTemp("", "mtalab-")
	if err != nil {
		return nil, err
	}
	guard := exec.Command("/bin/sh", "-c", guardScript, "mtalab-guard", path)
	guard.Dir = "/"
	alive, err := guard.StdinPipe()
	if err == nil {
		err = guard.Start()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("guard %s: %w", path, err), os.Remove(path))
	}
	return &folder{path, guard, alive}, nil
}

// Close removes the folder and waits until the guard has ended.
func (f *folder) Close() error {
	_ = f.alive.Close()
	_ = f.guard.Wait() // it may have been killed
	return os.RemoveAll(f.Path)
}
