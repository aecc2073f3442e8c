// Package operators finds the places of a package at which a decision can be altered, and rewrites its files so that
// one build holds all of them: each place asks package mutation which mutant is chosen. A place that cannot be altered while the
// program runs is told with the reason.
package operators

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

const switchPath = "mtalab/internal/mutation"

// Mutant is one place with one thing that is done otherwise there.
type Mutant struct {
	Number    int
	Package   string
	File      string // its path
	Line      int
	Column    int
	FirstLine int // of the function
	LastLine  int
	Function  string // with its receiver, as "Server.answer"; "init" for what stands outside of functions
	Operator  string // "boundary", "returned value" and so on
	Original  string // what stands in the source, on one line
	Mutated   string // what is done instead
	Occurence int    // which of those of the function that read alike, from 1
	AtStart   bool   // it is met before main begins, so the process must know it from its start
}

// Key names a mutant by what it does and not by where it stands.
func (m Mutant) Key() string {
	key := strings.Join([]string{strings.TrimPrefix(m.Package, "mtalab/"), m.Function, m.Operator, m.Original + " → " + m.Mutated}, " | ")
	if m.Occurence > 1 {
		key += fmt.Sprintf(" | %d", m.Occurence)
	}
	return key
}

// Result is what became of packages.
type Result struct {
	Mutants []Mutant
	Files   map[string][]byte // what stands in place of each file
	LeftOut []LeftOut
}

// LeftOut is a place that is not altered.
type LeftOut struct {
	Package string
	Place   string // file:line
	Reason  string
}

// Spared says why a function is not altered, by the names of the package, the file and the function; empty: it is.
type Spared func(path, file, function string) (reason string)

// Rewrite makes the mutants of packages, numbered from 0. What stands outside of functions is in the function "init".
func Rewrite(folder string, paths []string, spared Spared) (Result, error) {
	loader, err := newLoader(folder, paths)
	if err != nil {
		return Result{}, err
	}
	result := Result{Files: map[string][]byte{}}
	for _, path := range paths {
		p, err := loader.load(path)
		if err != nil {
			return Result{}, err
		}
		if err := result.add(loader, p, spared); err != nil {
			return Result{}, err
		}
	}
	return result, nil
}

// add rewrites a package, and again without what does not compile.
func (r *Result) add(l *loader, p *typed, spared Spared) error {
	refused := map[string]bool{}
	for {
		f := &finder{files: l.files, p: p, next: len(r.Mutants), spared: spared, refused: refused, counts: map[string]int{}, enums: enumerations(p)}
		rewritten := f.rewriteAll()
		wrong, err := l.linesInError(p.path, rewritten)
		if err != nil {
			return err
		}
		again := false
		for _, m := range f.mutants {
			if why, bad := wrong[m.File][m.Line]; bad && !refused[m.place()] {
				refused[m.place()], again = true, true
				r.LeftOut = append(r.LeftOut, LeftOut{p.path, fmt.Sprintf("%s:%d", filepath.Base(m.File), m.Line), "does not compile as a switch: " + why})
			}
		}
		if again {
			continue
		}
		if len(wrong) > 0 {
			return fmt.Errorf("%s does not compile after it was rewritten: %v", p.path, wrong)
		}
		r.Mutants = append(r.Mutants, f.mutants...)
		r.LeftOut = append(r.LeftOut, f.leftOut...)
		for name, content := range rewritten {
			r.Files[name] = content
		}
		return nil
	}
}

// place is where a mutant stands, for the compiler.
func (m Mutant) place() string { return fmt.Sprintf("%s:%d", m.File, m.Line) }

// finder goes through the files of one package.
type finder struct {
	files   *token.FileSet
	p       *typed
	next    int // number
	spared  Spared
	refused map[string]bool // places that do not compile
	counts  map[string]int  // of keys
	enums   enums
	mutants []Mutant
	leftOut []LeftOut

	file     *source
	edits    []edit
	imports  map[string]string // packages that the file must import beside its own → name
	function string
	lines    [2]int         // of it
	results  *ast.FieldList // of the function at hand
	stack    []ast.Node
	settled  map[ast.Node]bool // nodes that another operator has altered in the same way
}

func (f *finder) rewriteAll() map[string][]byte {
	rewritten := map[string][]byte{}
	for i := range f.p.files {
		f.file, f.edits, f.imports, f.settled = &f.p.files[i], nil, map[string]string{}, map[ast.Node]bool{}
		before := len(f.mutants)
		for _, declaration := range f.file.tree.Decls {
			f.declaration(declaration)
		}
		content := f.file.content
		if len(f.mutants) > before {
			f.importSwitch()
			content = apply(content, f.edits)
		}
		rewritten[f.file.name] = content
	}
	return rewritten
}

// importSwitch adds what the rewritten file imports, on the line of its package clause.
func (f *finder) importSwitch() {
	text := "; import mutation_ " + fmt.Sprintf("%q", switchPath)
	for path, name := range f.imports {
		text += fmt.Sprintf("; import %s %q", name, path)
	}
	_, end := span(f.files, f.file.tree.Name.Pos(), f.file.tree.Name.End())
	f.edits = append(f.edits, edit{start: end, end: end, after: text})
}

// declaration looks at a function, or at a variable outside of functions.
func (f *finder) declaration(declaration ast.Decl) {
	f.stack = nil
	f.lines = [2]int{f.files.Position(declaration.Pos()).Line, f.files.Position(declaration.End()).Line}
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		f.function, f.results = functionName(d), d.Type.Results
		if d.Body != nil && !slices.Contains(displays, d.Name.Name) && !f.isSpared(d) {
			f.walk(d.Body)
		}
	case *ast.GenDecl:
		f.function, f.results = "init", nil
		if d.Tok == token.VAR && !f.isSpared(d) {
			f.walk(d)
		}
	}
}

func (f *finder) isSpared(d ast.Decl) bool {
	reason := f.spared(f.p.path, filepath.Base(f.file.name), f.function)
	if reason != "" {
		f.leave(d, reason)
	}
	return reason != ""
}

// displays are methods that write for people, or save and read back what was said, and decide nothing.
var displays = []string{"String", "Error", "GoString", "Format", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText"}

func functionName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	receiver := d.Recv.List[0].Type
	if star, pointer := receiver.(*ast.StarExpr); pointer {
		receiver = star.X
	}
	if index, generic := receiver.(*ast.IndexExpr); generic {
		receiver = index.X
	}
	if name, simple := receiver.(*ast.Ident); simple {
		return name.Name + "." + d.Name.Name
	}
	return d.Name.Name
}

// alter notes mutants of a node, numbered one after another, and returns the number of the first; false: the place is
// refused.
func (f *finder) alter(node ast.Node, operator string, mutated ...string) (int, bool) {
	at := f.files.Position(node.Pos())
	m := Mutant{
		Package: f.p.path, File: f.file.name, Line: at.Line, Column: at.Column, Function: f.function, Operator: operator,
		FirstLine: f.lines[0], LastLine: f.lines[1], Original: f.text(node), AtStart: f.function == "init" && !f.insideFunction(),
	}
	if f.refused[m.place()] {
		return 0, false
	}
	first := f.next
	for _, text := range mutated {
		m.Number, m.Mutated, m.Occurence = f.next, text, 0
		f.counts[m.Key()]++
		m.Occurence = f.counts[m.Key()]
		f.mutants = append(f.mutants, m)
		f.next++
	}
	return first, true
}

// wrap puts text around a node.
func (f *finder) wrap(node ast.Node, before, after string) {
	start, end := span(f.files, node.Pos(), node.End())
	f.edits = append(f.edits, edit{start: start, end: end, before: before, after: after, depth: len(f.edits)})
}

// replace puts text in place of what stands between two positions.
func (f *finder) replace(from, to token.Pos, text string) {
	start, end := span(f.files, from, to)
	f.edits = append(f.edits, edit{start: start, end: end, before: text, instead: true})
}

func (f *finder) leave(node ast.Node, reason string) {
	at := f.files.Position(node.Pos())
	f.leftOut = append(f.leftOut, LeftOut{f.p.path, fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line), reason})
}

// text is a node as it stands in the source, on one line and not too long.
func (f *finder) text(node ast.Node) string {
	start, end := span(f.files, node.Pos(), node.End())
	text := strings.Join(strings.Fields(string(f.file.content[start:end])), " ")
	const longest = 100
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return text
}

func (f *finder) insideFunction() bool {
	return slices.ContainsFunc(f.stack, func(n ast.Node) bool { _, is := n.(*ast.FuncLit); return is })
}
