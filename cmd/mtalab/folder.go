package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"mtalab/internal/debian"
	"mtalab/internal/leftovers"
)

const folderPrefix = "mtalab-"

// sweep removes what earlier runs have left that were killed together with their guards.
func sweep() {
	leftovers.Sweep(os.TempDir(), folderPrefix)
	debian.Sweep()
}

// selfCleaningFolder is a temporary folder that nobody else can look into, and that goes away with this process, even if the process is killed: another
// one, which no signal of the terminal ends, waits for that.
type selfCleaningFolder struct {
	*leftovers.Folder
	guard *exec.Cmd
	alive io.Closer // the guard reads from it until this process has ended
}

// guardScript reads what nobody ever writes.
const guardScript = `trap "" HUP INT QUIT TERM; read -r end; rm -rf -- "$1"`

// newFolder makes one. Close removes it.
func newFolder() (*selfCleaningFolder, error) {
	made, err := leftovers.Make(os.TempDir(), folderPrefix)
	if err != nil {
		return nil, err
	}
	guard := exec.Command("/bin/sh", "-c", guardScript, "mtalab-guard", made.Path)
	guard.Dir = "/"
	alive, err := guard.StdinPipe()
	if err == nil {
		err = guard.Start()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("guard %s: %w", made.Path, err), made.Close())
	}
	return &selfCleaningFolder{made, guard, alive}, nil
}

// Close removes the folder and waits until the guard has ended.
func (f *selfCleaningFolder) Close() error {
	_ = f.alive.Close()
	_ = f.guard.Wait() // it may have been killed
	return f.Folder.Close()
}
