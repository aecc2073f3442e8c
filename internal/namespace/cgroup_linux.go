package namespace

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// cgroup bounds all that is inside together (cgroups(7)), as limits are of a process, or of one user. It has a folder
// in each hierarchy in which this process may make one below its own cgroup or beside it; often that is none.
type cgroup struct{ folders []string }

// cgroupName begins the folders' names; the number of the process that made them is next.
const cgroupName = "mtalab-"

// cgroups counts those that this process has made, for their names.
var cgroups atomic.Int64

// newCgroup makes a cgroup with a process and all its children to come in it.
func newCgroup(process int) *cgroup {
	made := &cgroup{}
	name := fmt.Sprintf("%s%d-%d", cgroupName, os.Getpid(), cgroups.Add(1))
	for _, parents := range cgroupParents() {
		for _, parent := range parents {
			sweepCgroups(parent)
			folder := filepath.Join(parent, name)
			if os.Mkdir(folder, 0o755) != nil {
				continue
			}
			if os.WriteFile(filepath.Join(folder, "cgroup.procs"), []byte(strconv.Itoa(process)), 0) != nil {
				_ = os.Remove(folder) // nothing is in it
				continue
			}
			made.folders = append(made.folders, folder)
			break
		}
	}
	made.set(Limits{})
	return made
}

// cgroupParents are, for each hierarchy that can bound processes or memory, the cgroups in which one may be made.
func cgroupParents() [][]string {
	content, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil
	}
	var found [][]string
	for line := range strings.Lines(string(content)) {
		_, controllers, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, path, _ := strings.Cut(controllers, ":")
		switch controllers {
		case "pids", "memory": // a hierarchy of version 1
			found = append(found, []string{filepath.Join("/sys/fs/cgroup", controllers, path)})
		case "": // version 2, where a cgroup with processes has no others below
			own := filepath.Join("/sys/fs/cgroup", path)
			var parents []string
			for _, folder := range []string{own, filepath.Dir(own)} {
				enabled, err := os.ReadFile(filepath.Join(folder, "cgroup.subtree_control"))
				if err == nil && strings.Contains(string(enabled), "pids") {
					parents = append(parents, folder)
				}
			}
			found = append(found, parents)
		}
	}
	return found
}

// sweepCgroups removes the cgroups of processes that were killed: one in which something lives stays.
func sweepCgroups(parent string) {
	left, err := filepath.Glob(filepath.Join(parent, cgroupName+"*"))
	if err != nil {
		return
	}
	for _, folder := range left {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(folder), cgroupName), "-")
		maker, err := strconv.Atoi(number)
		if err == nil && errors.Is(unix.Kill(maker, 0), unix.ESRCH) {
			_ = os.Remove(folder)
		}
	}
}

// set lets all together have twice what one user, and one process, may have.
func (c *cgroup) set(limits Limits) {
	processes := strconv.FormatInt(2*cmp.Or(limits.Processes, defaultProcesses), 10)
	memory := strconv.FormatInt(2*cmp.Or(limits.Data, defaultData), 10)
	for _, folder := range c.folders {
		for file, most := range map[string]string{"pids.max": processes, "memory.max": memory, "memory.limit_in_bytes": memory} {
			// Each hierarchy has some of these files.
			if file, err := os.OpenFile(filepath.Join(folder, file), os.O_WRONLY, 0); err == nil {
				_, _ = file.WriteString(most)
				_ = file.Close()
			}
		}
	}
}

// remove is for when nothing is left in it.
func (c *cgroup) remove() {
	for _, folder := range c.folders {
		_ = os.Remove(folder)
	}
}
