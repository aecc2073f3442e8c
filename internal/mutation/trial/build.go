package trial

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Workshop is a folder in which rewritten files stand in for those of the module.
type Workshop struct {
	Root    string // of the module
	Folder  string
	overlay string
	tests   map[string]string // programs, by package
}

// NewWorkshop writes rewritten files into a folder. The module itself is not touched.
func NewWorkshop(root, folder string, files map[string][]byte) (*Workshop, error) {
	w := &Workshop{Root: root, Folder: folder, overlay: filepath.Join(folder, "overlay.json"), tests: map[string]string{}}
	replace := map[string]string{}
	for name, content := range files {
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return nil, fmt.Errorf("find %s in the module: %w", name, err)
		}
		copied := filepath.Join(folder, "rewritten", relative)
		if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
			return nil, fmt.Errorf("write what was rewritten: %w", err)
		}
		if err := os.WriteFile(copied, content, 0o600); err != nil {
			return nil, fmt.Errorf("write what was rewritten: %w", err)
		}
		replace[name] = copied
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(w.overlay, text, 0o600); err != nil {
		return nil, fmt.Errorf("write what was rewritten: %w", err)
	}
	return w, nil
}

// Build builds a command with the rewritten files and returns its path.
func (w *Workshop) Build(name, path string) (string, error) {
	return w.compile(name, "build", path)
}

// BuildTests builds the tests of a package with the rewritten files.
func (w *Workshop) BuildTests(name, path string) (string, error) {
	return w.compile(name, "test", "-c", path)
}

func (w *Workshop) compile(name, verb string, arguments ...string) (string, error) {
	program := filepath.Join(w.Folder, name)
	build := exec.Command("go", append([]string{verb, "-overlay", w.overlay, "-o", program}, arguments...)...)
	build.Dir = w.Root
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go %s %s with the mutants: %w: %s", verb, arguments[len(arguments)-1], err, output)
	}
	return program, nil
}
