package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mayImport is the plan of the house: what of ours a package, or all below a folder ("/..."), may import. What it
// does not name may import anything but commands.
var mayImport = map[string][]string{
	"pki":                   {},
	"internal/printable":    {},
	"internal/files":        {},
	"internal/names":        {},
	"internal/certpath":     {},
	"fakedns":               {},
	"fakemta":               {},
	"internal/fakeclient":   {},
	"internal/result":       {},
	"report":                {"internal/result"},
	"sim/clock":             {},
	"sim/evidence":          {},
	"sim/policy":            {},
	"sim/network":           {"sim/clock"},
	"internal/namespace":    {"sim/network"},
	"sim":                   {"pki", "fakedns", "fakemta", "internal/dane", "internal/fakeclient", "sim/clock", "sim/evidence", "sim/policy", "sim/network"},
	"sim/explain":           {"fakedns", "internal/table", "internal/result", "report", "sim/evidence", "sim/policy"},
	"internal/exchange2010": {"fakemta"},
	"steps":                 {"internal/exchange2010", "pki", "fakedns", "fakemta", "internal/fakeclient", "internal/result", "report", "sim", "sim/clock", "sim/evidence", "sim/policy", "sim/network"},
}

// forEverybody may be imported by any package, and imports none of ours.
var forEverybody = []string{"internal/printable", "internal/files", "internal/names", "internal/certpath"}

// TestArrowsPointDown holds the house to its plan: who may import whom.
func TestArrowsPointDown(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	require.Contains(t, packages, "mtalab/sim")
	for name := range mayImport {
		_, there := packages["mtalab/"+name]
		assert.True(t, there, "the plan names %s, and there is no such package", name)
	}
	for path, imports := range packages {
		allowed, planned := mayImport[strings.TrimPrefix(path, "mtalab/")]
		for _, imported := range imports {
			ours, isOurs := strings.CutPrefix(imported, "mtalab/")
			if isOurs && planned && !slices.Contains(forEverybody, ours) {
				assert.True(t, slices.ContainsFunc(allowed, func(pattern string) bool { return covers(pattern, ours) }), "%s imports %s", path, imported)
			}
			assert.False(t, isOurs && strings.HasPrefix(ours, "cmd/"), "%s imports the command %s", path, imported)
			assert.NotEqual(t, "testing", imported, "%s imports testing outside its tests", path)
			switch imported {
			case "github.com/cucumber/godog":
				assert.Contains(t, []string{"mtalab/steps", "mtalab/features/suite", "mtalab/cmd/mtalab"}, path, "who imports godog")
			case "github.com/miekg/dns":
				assert.True(t, path == "mtalab/fakedns" || covers("mtalab/internal/...", path) || covers("mtalab/sim/senders/...", path), "%s imports miekg/dns", path)
			}
		}
	}
}

// vendors are words by which a package knows somebody's product.
var vendors = regexp.MustCompile(`(?i)cisco|ironport|exchange ?(server|online|20)|microsoft|windows|postfix|exim|sendmail|opensmtpd`)

// TestTheFoundationsKnowNoVendor looks at what the leaves and the world declare and say: a product's ways stand in its own package.
func TestTheFoundationsKnowNoVendor(t *testing.T) {
	t.Parallel()
	foundations := []string{"pki", "fakedns", "fakemta", "internal/fakeclient", "sim", "sim/clock", "sim/evidence", "sim/policy", "sim/explain", "sim/network", "internal/namespace"}
	for _, folder := range foundations {
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(folder), "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files, folder)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			require.NoError(t, err)
			ast.Inspect(parsed, func(node ast.Node) bool {
				switch node := node.(type) {
				case *ast.SelectorExpr:
					return false // of another package, or of something that is declared elsewhere
				case *ast.Ident:
					assert.NotRegexp(t, vendors, node.Name, file)
				case *ast.BasicLit:
					assert.NotRegexp(t, vendors, node.Value, file)
				}
				return true
			})
		}
	}
}

// covers says whether a pattern, with or without "/...", names a package.
func covers(pattern, path string) bool {
	folder, below := strings.CutSuffix(pattern, "/...")
	return path == folder || below && strings.HasPrefix(path, folder+"/")
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
