package operators

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// loader reads packages with their types. What they import it knows by what the compiler exported.
type loader struct {
	packages map[string]listed
	files    *token.FileSet
	importer types.Importer
}

// newLoader asks go list, in a folder, for packages and all that they need; and for the switch, which rewritten code imports.
func newLoader(folder string, paths []string) (*loader, error) {
	l := &loader{packages: map[string]listed{}, files: token.NewFileSet()}
	list := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "--", switchPath}, paths...)...)
	list.Dir = folder
	var problems bytes.Buffer
	list.Stderr = &problems
	output, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("list the packages to mutate: %w: %s", err, problems.String())
	}
	decoder := json.NewDecoder(bytes.NewReader(output))
	for {
		var found listed
		err := decoder.Decode(&found)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read what go list says: %w", err)
		}
		l.packages[found.ImportPath] = found
	}
	l.importer = importer.ForCompiler(l.files, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(l.packages[path].Export)
	})
	return l, nil
}

// source is a file of a package.
type source struct {
	name    string // its path
	content []byte
	tree    *ast.File
}

// typed is a package with its syntax and its types.
type typed struct {
	path  string
	files []source
	types *types.Package
	info  *types.Info
}

// load reads one of the packages.
func (l *loader) load(path string) (*typed, error) {
	p := &typed{path: path}
	var trees []*ast.File
	for _, name := range l.packages[path].GoFiles {
		name = filepath.Join(l.packages[path].Dir, name)
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read what is to be mutated: %w", err)
		}
		tree, err := parser.ParseFile(l.files, name, content, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("parse what is to be mutated: %w", err)
		}
		p.files = append(p.files, source{name, content, tree})
		trees = append(trees, tree)
	}
	p.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
	}
	var err error
	p.types, err = (&types.Config{Importer: l.importer}).Check(path, l.files, trees, p.info)
	if err != nil {
		return nil, fmt.Errorf("check the types of %s: %w", path, err)
	}
	return p, nil
}

// linesInError are the lines, by file, with which rewritten files do not compile.
func (l *loader) linesInError(path string, rewritten map[string][]byte) (map[string]map[int]string, error) {
	var trees []*ast.File
	files := token.NewFileSet()
	for name, content := range rewritten {
		tree, err := parser.ParseFile(files, name, content, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse what was rewritten: %w", err)
		}
		trees = append(trees, tree)
	}
	wrong := map[string]map[int]string{}
	config := types.Config{Importer: l.importer, Error: func(err error) {
		var found types.Error
		if errors.As(err, &found) {
			at := files.Position(found.Pos)
			if wrong[at.Filename] == nil {
				wrong[at.Filename] = map[int]string{}
			}
			wrong[at.Filename][at.Line] = found.Msg
		}
	}}
	_, _ = config.Check(path, files, trees, nil)
	return wrong, nil
}
