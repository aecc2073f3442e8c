package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// added is a line of an example: the file, unless it is that of the line before, and what a commit adds to it.
var added = regexp.MustCompile(`(?m)^    ([\w./-]+)?\s+\+(.*)$`)

// mentioned is the path of a file below the root.
var mentioned = regexp.MustCompile(`\b(?:[\w-]+/)+[\w.-]+\.(?:go|feature|tsv|txt|md|tmpl)\b`)

// TestContributingIsTrueOfTheCode: what the examples add to a file stands in it today.
func TestContributingIsTrueOfTheCode(t *testing.T) {
	t.Parallel()
	page := read(t, root+"/CONTRIBUTING.md")
	lines := added.FindAllStringSubmatch(page, -1)
	require.Greater(t, len(lines), 25)
	file := ""
	for _, line := range lines {
		if line[1] != "" {
			file = line[1]
		}
		text, _, _ := strings.Cut(line[2], "…")
		assert.Contains(t, oneSpace(read(t, filepath.Join(root, file))), oneSpace(text), "%s", file)
	}
	for _, path := range mentioned.FindAllString(page, -1) {
		assert.FileExists(t, filepath.Join(root, path))
	}
}

func oneSpace(text string) string { return strings.Join(strings.Fields(text), " ") }
