package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// lines are parts of files, by their paths below the module.
type lines map[string][][2]int

// changedLines are the lines that stand otherwise in the work tree than at a commit.
func changedLines(root, commit string) (lines, error) {
	diff := exec.Command("git", "diff", "--unified=0", "--no-color", "--no-ext-diff", commit, "--", "*.go")
	diff.Dir = root
	output, err := diff.Output()
	if err != nil {
		return nil, fmt.Errorf("ask git what changed since %s: %w", commit, err)
	}
	return parseDiff(string(output)), nil
}

var hunk = regexp.MustCompile(`^@@ -\S+ \+(\d+)(?:,(\d+))? @@`)

// parseDiff reads what git diff says. Where lines are only gone, those around them count as changed.
func parseDiff(diff string) lines {
	changed := lines{}
	file := ""
	for line := range strings.Lines(diff) {
		if name, is := strings.CutPrefix(line, "+++ b/"); is {
			file = strings.TrimSpace(name)
			continue
		}
		found := hunk.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		first, _ := strconv.Atoi(found[1])
		count := 1
		if found[2] != "" {
			count, _ = strconv.Atoi(found[2])
		}
		last := first + count - 1
		if count == 0 {
			last = first + 1
		}
		changed[file] = append(changed[file], [2]int{first, last})
	}
	return changed
}

// touches says whether some of the lines are among those from first to last.
func (l lines) touches(file string, first, last int) bool {
	for _, part := range l[file] {
		if part[0] <= last && first <= part[1] {
			return true
		}
	}
	return false
}
