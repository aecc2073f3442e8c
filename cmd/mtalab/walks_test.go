package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mtalab/report"
)

const (
	root      = "../.."
	housePage = root + "/docs/house.md"
)

// ruleRow is a row of the table "Where is rule X": the rule, its feature, and where it is decided.
var ruleRow = regexp.MustCompile("(?m)^\\| ([A-Z0-9]+-\\d+) \\| `([^`]+)` \\| (.+) \\|$")

// stop is a file of a walk with the names that are to be looked at there.
var stop = regexp.MustCompile("`([^`]+/[^`]+)`((?:,? `[A-Za-z]+`)*)")

// named is one or more names with the file in which they are declared behind them: `a` and `b` (x/y.go).
var named = regexp.MustCompile("((?:`[A-Za-z.]+`(?:, | and )?)+)\\s+\\(([a-z0-9_/]+\\.go)\\)")

var backquoted = regexp.MustCompile("`([^`]+)`")

// TestWalksLeadToTheRule: each walk begins at a scenario that tags its rule and leads over at most six files, each with what
// is named in it, to a place that cites the rule.
func TestWalksLeadToTheRule(t *testing.T) {
	t.Parallel()
	rows := ruleRow.FindAllStringSubmatch(read(t, housePage), -1)
	require.Len(t, rows, 5, "the walks of docs/house.md")
	for _, row := range rows {
		rule, feature, way := row[1], row[2], row[3]
		_, known := report.RuleOf(rule)
		assert.True(t, known, "%s: no such rule", rule)
		assert.Regexp(t, "@"+rule+`\b`, read(t, filepath.Join(root, feature)), "%s tags %s", feature, rule)
		files := stop.FindAllStringSubmatch(way, -1)
		assert.LessOrEqual(t, len(files)+1, 6, "%s: the files of the walk", rule)
		cited := false
		for _, file := range files {
			assertDeclared(t, file[1], file[2])
			cited = cited || regexp.MustCompile(rule+`\b`).MatchString(read(t, filepath.Join(root, file[1])))
		}
		assert.True(t, cited, "%s: no file of the walk cites it", rule)
	}
}

// TestHousePageNamesWhatIsThere: what the page names is declared in the file that it gives.
func TestHousePageNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	found := named.FindAllStringSubmatch(read(t, housePage), -1)
	require.Greater(t, len(found), 20)
	for _, place := range found {
		assertDeclared(t, place[2], place[1])
	}
}

// assertDeclared holds that a file exists and that names in backquotes, of which the last word counts, are declared in it.
func assertDeclared(t *testing.T, file, names string) {
	t.Helper()
	text := read(t, filepath.Join(root, file))
	if !strings.HasSuffix(file, ".go") {
		return
	}
	tree, err := parser.ParseFile(token.NewFileSet(), file, text, 0)
	require.NoError(t, err)
	declared := map[string]bool{}
	ast.Inspect(tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			declared[node.Name.Name] = true
			return false // what is declared in it is nobody's to find
		case *ast.TypeSpec:
			declared[node.Name.Name] = true
		case *ast.ValueSpec:
			for _, name := range node.Names {
				declared[name.Name] = true
			}
		case *ast.Field:
			for _, name := range node.Names {
				declared[name.Name] = true
			}
		}
		return true
	})
	for _, name := range backquoted.FindAllStringSubmatch(names, -1) {
		last := name[1][strings.LastIndexByte(name[1], '.')+1:]
		assert.True(t, declared[last], "%s does not declare %s", file, name[1])
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
