package operators

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// constant alters an expression that is constant, as a whole.
func (f *finder) constant(e ast.Expr, tv types.TypeAndValue) {
	if f.settled[e] || f.isText() {
		return
	}
	if name := nameOf(e); name != nil {
		if object, is := f.p.info.Uses[name].(*types.Const); is && f.enumerator(e, object) {
			return
		}
	}
	basic, is := tv.Type.Underlying().(*types.Basic)
	if !is {
		return
	}
	text, imports, nameable := f.typeText(types.Default(tv.Type))
	if !nameable {
		f.leave(e, "its type has no name here")
		return
	}
	function, mutated := "", ""
	switch {
	case basic.Info()&types.IsBoolean != 0:
		function, mutated = "Not", "!"+f.text(e)
	case isDuration(tv.Type):
		if constant.Sign(tv.Value) == 0 {
			return
		}
		function, mutated = "Zero", "0"
	case basic.Info()&(types.IsInteger|types.IsFloat) != 0 && !f.inSum(e) && !f.inOrder(e):
		function, mutated = "Plus", f.text(e)+"+1"
	case basic.Info()&types.IsString != 0 && f.decides(e):
		function, mutated = "Tilde", `"~"`
	default:
		return
	}
	if number, ok := f.alter(e, "constant", mutated); ok {
		f.wrap(e, fmt.Sprintf("mutation_.%s(%d, %s(", function, number, text), "))")
		maps.Copy(f.imports, imports)
	}
}

// inSum says whether the operator beside a number is altered, and with it the number.
func (f *finder) inSum(ast.Expr) bool {
	sum, is := f.parent().(*ast.BinaryExpr)
	return is && (sum.Op == token.ADD || sum.Op == token.SUB)
}

// inOrder says whether the boundary beside a number is altered, and with it the number; and whether it is a capacity or a
// length that is only set aside.
func (f *finder) inOrder(ast.Expr) bool {
	switch parent := f.parent().(type) {
	case *ast.BinaryExpr:
		return slices.Contains([]token.Token{token.LSS, token.LEQ, token.GTR, token.GEQ}, parent.Op)
	case *ast.CallExpr:
		name, is := parent.Fun.(*ast.Ident)
		return is && name.Name == "make"
	}
	return false
}

// decides says whether a text at hand is compared with another, and not only said.
func (f *finder) decides(e ast.Expr) bool {
	switch parent := f.parent().(type) {
	case *ast.BinaryExpr:
		return parent.Op == token.EQL || parent.Op == token.NEQ
	case *ast.CaseClause:
		return true
	case *ast.IndexExpr:
		return parent.Index == e
	case *ast.CallExpr:
		function := f.callee(parent)
		return function != nil && function.Pkg() != nil && slices.Contains(comparing, function.Pkg().Path()) && !slices.Contains(composing, function.Name())
	}
	return false
}

// comparing are packages whose functions look for a text in another.
var comparing = []string{"strings", "bytes", "slices"}

// composing are those of their functions that make a text of others.
var composing = []string{"Join", "Repeat", "Replace", "ReplaceAll", "NewReplacer"}

func isDuration(t types.Type) bool {
	named, is := t.(*types.Named)
	return is && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time" && named.Obj().Name() == "Duration"
}

// isText says whether what is at hand only becomes part of a text for people.
func (f *finder) isText() bool {
	call, is := f.parent().(*ast.CallExpr)
	return is && f.writes(call)
}

// nameOf is the identifier of a name, with or without its package.
func nameOf(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	}
	return nil
}

// enumerator puts another value of an enumeration in place of one; false: there is none.
func (f *finder) enumerator(e ast.Expr, object *types.Const) bool {
	named, is := object.Type().(*types.Named)
	if !is || named.Obj().Pkg() == nil || object.Pkg() != named.Obj().Pkg() || !strings.HasPrefix(object.Pkg().Path(), "mtalab/") {
		return false
	}
	var all []types.Object
	for _, name := range object.Pkg().Scope().Names() {
		other, is := object.Pkg().Scope().Lookup(name).(*types.Const)
		if is && types.Identical(other.Type(), named) && (other.Exported() || object.Pkg() == f.p.types) {
			all = append(all, other)
		}
	}
	return f.other(e, "constant", object, all)
}

// other puts the next of some objects of a package in place of one.
func (f *finder) other(e ast.Expr, operator string, object types.Object, all []types.Object) bool {
	slices.SortFunc(all, func(a, b types.Object) int { return cmp.Compare(a.Pos(), b.Pos()) })
	i := slices.Index(all, object)
	if len(all) < 2 {
		return false
	}
	next := all[(i+1)%len(all)]
	text := next.Name()
	if next.Pkg() != f.p.types {
		if selector, is := e.(*ast.SelectorExpr); is && object.Pkg() == next.Pkg() {
			text = f.text(selector.X) + "." + text
		} else {
			return false
		}
	}
	if number, ok := f.alter(e, operator, text); ok {
		f.wrap(e, fmt.Sprintf("mutation_.Other(%d, ", number), ", "+text+")")
	}
	return true
}

// cause puts another cause in place of one, so that another rule is cited.
func (f *finder) cause(e ast.Expr, name *ast.Ident) bool {
	object, is := f.p.info.Uses[name].(*types.Var)
	if !is || object.Pkg() == nil || object.Parent() != object.Pkg().Scope() || !isCause(object.Type()) || f.assigned(e) {
		return false
	}
	var all []types.Object
	for _, name := range f.p.types.Scope().Names() {
		other, is := f.p.types.Scope().Lookup(name).(*types.Var)
		if is && isCause(other.Type()) && (other == object || f.enums.rules[other] != f.enums.rules[object]) {
			all = append(all, other)
		}
	}
	if object.Pkg() != f.p.types && len(all) == 0 {
		for _, name := range object.Pkg().Scope().Names() {
			if other, is := object.Pkg().Scope().Lookup(name).(*types.Var); is && isCause(other.Type()) && other.Exported() {
				all = append(all, other)
			}
		}
	} else if object.Pkg() != f.p.types {
		all = append([]types.Object{object}, all...)
	}
	return f.other(e, "cause", object, all)
}

func isCause(t types.Type) bool {
	named, is := t.(*types.Named)
	return is && named.Obj().Name() == "Cause" && strings.HasPrefix(named.Obj().Pkg().Path(), "mtalab/")
}

// assigned says whether an expression at hand stands at the left of an assignment, or its address is taken.
func (f *finder) assigned(e ast.Expr) bool {
	switch parent := f.parent().(type) {
	case *ast.AssignStmt:
		return slices.Contains(parent.Lhs, e)
	case *ast.UnaryExpr:
		return parent.Op == token.AND
	case *ast.SelectorExpr:
		return true // a field of it is read
	}
	return false
}

// enums is what is known of the causes that a package declares.
type enums struct{ rules map[types.Object]string }

func enumerations(p *typed) enums {
	found := enums{rules: map[types.Object]string{}}
	for _, file := range p.files {
		ast.Inspect(file.tree, func(n ast.Node) bool {
			spec, is := n.(*ast.ValueSpec)
			if !is || len(spec.Names) != len(spec.Values) {
				return true
			}
			for i, name := range spec.Names {
				if literal, is := spec.Values[i].(*ast.CompositeLit); is && p.info.Defs[name] != nil && isCause(p.info.Defs[name].Type()) {
					found.rules[p.info.Defs[name]] = ruleIn(literal)
				}
			}
			return false
		})
	}
	return found
}

// ruleIn is the rule that the literal of a cause names.
func ruleIn(literal *ast.CompositeLit) string {
	for _, element := range literal.Elts {
		pair, is := element.(*ast.KeyValueExpr)
		if !is {
			continue
		}
		if key, is := pair.Key.(*ast.Ident); !is || key.Name != "Rule" {
			continue
		}
		if value, is := pair.Value.(*ast.BasicLit); is {
			rule, _ := strconv.Unquote(value.Value)
			return rule
		}
	}
	return ""
}
