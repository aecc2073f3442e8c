package operators

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// walk visits a node and what is in it, and keeps the way there.
func (f *finder) walk(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			f.stack = f.stack[:len(f.stack)-1]
			return true
		}
		if !f.visit(n) {
			return false
		}
		f.stack = append(f.stack, n)
		return true
	})
}

// parent is the node in which the one at hand stands.
func (f *finder) parent() ast.Node {
	if len(f.stack) == 0 {
		return nil
	}
	return f.stack[len(f.stack)-1]
}

// visit alters one node, and says whether to look into it.
func (f *finder) visit(n ast.Node) bool {
	if statement, is := n.(ast.Stmt); is {
		f.statement(statement)
	}
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok == token.VAR
	case *ast.ValueSpec:
		for _, value := range n.Values {
			f.walk(value)
		}
		return false
	case *ast.IfStmt:
		f.condition(n.Cond)
	case *ast.ForStmt:
		f.condition(n.Cond)
	case *ast.CaseClause:
		f.caseClause(n)
	case *ast.RangeStmt:
		f.ranged(n)
	case *ast.ReturnStmt:
		f.returned(n)
	case *ast.KeyValueExpr:
		if !f.keyIsValue() {
			f.stack = append(f.stack, n)
			f.walk(n.Value)
			f.stack = f.stack[:len(f.stack)-1]
			return false
		}
	case *ast.LabeledStmt, *ast.BranchStmt:
		_, labelled := n.(*ast.LabeledStmt)
		return labelled
	case ast.Expr:
		return f.expression(n)
	}
	return true
}

// keyIsValue says whether the key of the composite literal at hand is computed: in a map, and not in a struct or a list.
func (f *finder) keyIsValue() bool {
	literal, is := f.parent().(*ast.CompositeLit)
	if !is {
		return false
	}
	_, isMap := f.typeOf(literal).Underlying().(*types.Map)
	return isMap
}

func (f *finder) expression(e ast.Expr) bool {
	tv, typed := f.p.info.Types[e]
	if typed && tv.IsType() {
		return false
	}
	if typed && tv.Value != nil {
		f.constant(e, tv)
		return false
	}
	switch e := e.(type) {
	case *ast.Ident:
		f.cause(e, e)
	case *ast.SelectorExpr:
		if f.cause(e, e.Sel) {
			return false
		}
		f.stack = append(f.stack, e)
		f.walk(e.X)
		f.stack = f.stack[:len(f.stack)-1]
		return false
	case *ast.BinaryExpr:
		f.binary(e)
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			f.wrapWith(e, "boolean", "Not", f.text(e.X))
		}
	case *ast.SliceExpr:
		f.slice(e)
	case *ast.CallExpr:
		return f.call(e)
	}
	return true
}

// wrapWith makes a node the last argument of a function of the switch.
func (f *finder) wrapWith(node ast.Node, operator, function string, mutated string) {
	if number, ok := f.alter(node, operator, mutated); ok {
		f.wrap(node, fmt.Sprintf("mutation_.%s(%d, ", function, number), ")")
	}
}

func (f *finder) typeOf(e ast.Expr) types.Type {
	if t := f.p.info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// condition alters a condition that is no comparison: those have operators of their own.
func (f *finder) condition(e ast.Expr) {
	switch bare := unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.IndexExpr:
		if f.p.info.Types[bare].Value == nil {
			f.wrapWith(bare, "boolean", "Not", "!"+f.text(bare))
		}
	}
}

func (f *finder) caseClause(clause *ast.CaseClause) {
	body := f.parent()
	if len(f.stack) < 2 || body == nil {
		return
	}
	if outer, is := f.stack[len(f.stack)-2].(*ast.SwitchStmt); is && outer.Tag == nil {
		for _, e := range clause.List {
			f.condition(e)
		}
	}
}

func unparen(e ast.Expr) ast.Expr {
	for {
		inner, is := e.(*ast.ParenExpr)
		if !is {
			return e
		}
		e = inner.X
	}
}

// typeText is how the file at hand calls a type, and what it must import for that; false: it cannot.
func (f *finder) typeText(t types.Type) (text string, imports map[string]string, nameable bool) {
	imports = map[string]string{}
	text = types.TypeString(t, func(other *types.Package) string {
		if other == f.p.types {
			return ""
		}
		for _, imported := range f.file.tree.Imports {
			if strings.Trim(imported.Path.Value, `"`) == other.Path() {
				if imported.Name != nil {
					return imported.Name.Name
				}
				return other.Name()
			}
		}
		imports[other.Path()] = other.Name() + "_"
		return other.Name() + "_"
	})
	named, is := t.(*types.Named)
	return text, imports, !is || named.Obj().Pkg() == f.p.types || named.Obj().Exported()
}
