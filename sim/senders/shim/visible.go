package shim

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// seen are the folders of the machine that every program sees.
var seen = []string{"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/alternatives"}

// ours are the places in which a program finds what is made for it, and so nothing of the machine's.
var ours = []string{"/dev", "/proc", "/sys", "/run", "/etc/ssl", folder}

// ourParents are folders in which we put something.
var ourParents = []string{"/", "/etc", "/tmp", "/var", "/var/tmp", "/var/empty"}

// shown is what is to be shown of the machine: a program, and what its user wants it to see.
func shown(program string, wanted []string) ([]string, error) {
	all := []string{}
	for _, name := range wanted {
		name, err := filepath.Abs(name)
		if err == nil {
			_, err = os.Stat(name)
		}
		if err != nil {
			return nil, fmt.Errorf("--show: %w", err)
		}
		if slices.Contains(ourParents, name) || below(name, ours) {
			return nil, fmt.Errorf("--show %s: a world has one of its own: want a folder or a file that is in none of %s",
				name, strings.Join(append(slices.Clone(ourParents), ours...), ", "))
		}
		all = append(all, name)
	}
	slices.Sort(all) // what lies below another is seen with it
	all = slices.Compact(all)
	var kept []string
	for _, name := range append(all, program) {
		if !below(name, seen) && !below(name, kept) {
			kept = append(kept, name)
		}
	}
	return kept, interpreted(program, kept)
}

// below says whether a file or folder is one of some, or in one of them.
func below(name string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return name == folder || strings.HasPrefix(name, strings.TrimSuffix(folder, "/")+"/")
	})
}

// interpreted checks that the interpreter of a script is seen too, so that the error says what to do.
func interpreted(program string, kept []string) error {
	file, err := os.Open(program)
	if err != nil {
		return nil // a program that can be executed and not read is none
	}
	defer file.Close()
	first, _ := bufio.NewReader(io.LimitReader(file, 256)).ReadString('\n')
	line, script := strings.CutPrefix(first, "#!")
	words := strings.Fields(line)
	if !script || len(words) == 0 || !filepath.IsAbs(words[0]) {
		return nil
	}
	places := append(slices.Clone(seen), kept...)
	found, err := filepath.EvalSymlinks(words[0])
	switch {
	case err != nil:
		return fmt.Errorf("sender %s: its interpreter is not here: %w", program, err)
	case !below(words[0], places):
		return fmt.Errorf("sender %s: its interpreter is not seen in a world: want --show %s", program, installation(words[0]))
	case !below(found, places):
		return fmt.Errorf("sender %s: its interpreter %s is %s, which is not seen in a world: want --show %s too", program, words[0], found, installation(found))
	}
	return nil
}

// installation is the folder that a program in a bin folder belongs to.
func installation(program string) string {
	folder := filepath.Dir(program)
	if filepath.Base(folder) == "bin" && filepath.Dir(folder) != "/" {
		return filepath.Dir(folder)
	}
	return folder
}

// pathWith is a PATH that begins with the bin folders of what is shown; none if there are none.
func pathWith(kept []string) []string {
	var folders []string
	for _, name := range kept {
		bin := filepath.Join(name, "bin")
		if info, err := os.Stat(bin); err == nil && info.IsDir() {
			folders = append(folders, bin)
		}
	}
	if folders == nil {
		return nil
	}
	return []string{"PATH=" + strings.Join(folders, ":") + ":/usr/sbin:/usr/bin:/sbin:/bin"}
}
