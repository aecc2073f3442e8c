package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestArrowsPointDown holds the house to its plan: who may import whom.
func TestArrowsPointDown(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	require.Contains(t, packages, "mtalab/sim")
	leaves := []string{"mtalab/pki", "mtalab/fakedns", "mtalab/fakemta", "mtalab/report", "mtalab/sim/fakeclient"}
	tools := []string{"mtalab/internal/printable", "mtalab/internal/files"} // for everybody
	leaves = append(leaves, tools...)
	for path, imports := range packages {
		for _, imported := range imports {
			switch {
			case slices.Contains(tools, imported) && !slices.Contains(tools, path):
			case slices.Contains(leaves, path):
				assert.False(t, strings.HasPrefix(imported, "mtalab/"), "the leaf %s imports %s", path, imported)
			case slices.Contains(leaves, imported):
			case path == "mtalab/sim":
				assert.False(t, strings.HasPrefix(imported, "mtalab/sim/"), "%s imports %s: it never knows a sender", path, imported)
			case path == "mtalab/steps":
				assert.False(t, strings.HasPrefix(imported, "mtalab/sim/"), "%s imports %s: words know no sender", path, imported)
			}
			assert.NotEqual(t, "testing", imported, "%s imports testing outside its tests", path)
			if imported == "github.com/cucumber/godog" {
				assert.Contains(t, []string{"mtalab/steps", "mtalab/features", "mtalab/cmd/mtalab"}, path, "who imports godog")
			}
			if imported == "github.com/miekg/dns" {
				assert.True(t, path == "mtalab/fakedns" || strings.HasPrefix(path, "mtalab/sim/"), "%s imports miekg/dns", path)
			}
		}
	}
}

func listPackages(t *testing.T) map[string][]string {
	output, err := exec.Command("go", "list", "-json=ImportPath,Imports", "mtalab/...").Output()
	require.NoError(t, err)
	packages := map[string][]string{}
	decoder := json.NewDecoder(bytes.NewReader(output))
	for {
		var found struct {
			ImportPath string
			Imports    []string
		}
		err := decoder.Decode(&found)
		if errors.Is(err, io.EOF) {
			return packages
		}
		require.NoError(t, err)
		packages[found.ImportPath] = found.Imports
	}
}
