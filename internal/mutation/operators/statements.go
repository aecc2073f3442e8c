package operators

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// statement leaves out a statement that stands in a list of others.
func (f *finder) statement(s ast.Stmt) {
	if !f.inList(s) {
		return
	}
	switch s := s.(type) {
	case *ast.ExprStmt:
		call, is := s.X.(*ast.CallExpr)
		if !is || isPanic(call) {
			return
		}
		if name := nameOf(unparen(call.Fun)); name != nil && slices.Contains(housekeeping, name.Name) {
			f.leave(s, "it orders goroutines or gives something back, and decides nothing")
			return
		}
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE || allBlank(s.Lhs) {
			return
		}
	case *ast.IncDecStmt:
	case *ast.BranchStmt:
		if s.Tok != token.BREAK && s.Tok != token.CONTINUE {
			return
		}
	case *ast.ReturnStmt:
		if len(s.Results) > 0 || f.resultFields() != nil || f.isLast(s) {
			return
		}
	case *ast.DeferStmt, *ast.GoStmt, *ast.SendStmt:
		f.leave(s, "it orders goroutines or gives something back, and decides nothing")
		return
	default:
		return
	}
	if number, ok := f.alter(s, "statement", "(nothing)"); ok {
		f.wrap(s, fmt.Sprintf("if mutation_.Off(%d) { ", number), " }")
	}
}

// housekeeping are methods and functions whose lack shows only as a race or a leak.
var housekeeping = []string{"Lock", "Unlock", "RLock", "RUnlock", "Close", "Wait", "Done", "Add", "cancel", "stop", "close", "Stop"}

func (f *finder) inList(s ast.Stmt) bool {
	switch parent := f.parent().(type) {
	case *ast.BlockStmt:
		return true
	case *ast.CaseClause:
		return slices.Contains(parent.Body, s)
	case *ast.CommClause:
		return slices.Contains(parent.Body, s)
	}
	return len(f.stack) == 0 && false
}

// isLast says whether a function ends with a statement anyway.
func (f *finder) isLast(s ast.Stmt) bool {
	block, is := f.parent().(*ast.BlockStmt)
	if !is || block.List[len(block.List)-1] != s {
		return false
	}
	if len(f.stack) == 1 {
		return true
	}
	_, function := f.stack[len(f.stack)-2].(*ast.FuncLit)
	return function
}

func isPanic(call *ast.CallExpr) bool {
	name, is := call.Fun.(*ast.Ident)
	return is && name.Name == "panic"
}

func allBlank(left []ast.Expr) bool {
	return !slices.ContainsFunc(left, func(e ast.Expr) bool {
		name, is := e.(*ast.Ident)
		return !is || name.Name != "_"
	})
}

// ranged goes through a list from its end, where the positions in it are not looked at.
func (f *finder) ranged(s *ast.RangeStmt) {
	key, named := s.Key.(*ast.Ident)
	if _, list := f.typeOf(s.X).Underlying().(*types.Slice); !list || s.Value == nil || !named || key.Name != "_" {
		return
	}
	f.wrapWith(s.X, "order", "Reversed", "from its end")
}

// resultFields are the results of the function at hand.
func (f *finder) resultFields() *ast.FieldList {
	for _, n := range slices.Backward(f.stack) {
		if literal, is := n.(*ast.FuncLit); is {
			return literal.Type.Results
		}
	}
	return f.results
}

// resultTypes are the types of these results as they stand in the source.
func (f *finder) resultTypes() []ast.Expr {
	var all []ast.Expr
	fields := f.resultFields()
	if fields == nil {
		return nil
	}
	for _, field := range fields.List {
		for range max(len(field.Names), 1) {
			all = append(all, field.Type)
		}
	}
	return all
}

// returned alters the values that a function returns.
func (f *finder) returned(s *ast.ReturnStmt) {
	results := f.resultTypes()
	if len(s.Results) == 1 && len(results) > 1 {
		f.passedOn(s.Results[0], results)
		return
	}
	if len(s.Results) != len(results) {
		return
	}
	for i, value := range s.Results {
		if i < len(results)-1 && f.nobodyReads(s.Results[len(results)-1], results[len(results)-1]) {
			f.leave(value, "it is returned beside an error or a false, and nobody reads it")
			f.settled[value] = true
			continue
		}
		f.result(value, results[i])
	}
}

// nobodyReads says whether what stands before a last result has no meaning: that is an error, or false.
func (f *finder) nobodyReads(last, result ast.Expr) bool {
	tv := f.p.info.Types[last]
	if tv.Value != nil {
		return tv.Value.Kind() == constant.Bool && !constant.BoolVal(tv.Value)
	}
	_, made := last.(*ast.CallExpr) // fmt.Errorf and the like
	return isError(f.typeOf(result)) && !tv.IsNil() && (made || f.afterErrorCheck())
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

func (f *finder) result(value, result ast.Expr) {
	tv := f.p.info.Types[value]
	if tv.Value != nil || tv.IsNil() || f.isZeroLiteral(value) {
		return // a constant is altered as one
	}
	t := f.typeOf(result)
	text := string(f.file.content[f.offset(result.Pos()):f.offset(result.End())])
	basic, isBasic := t.Underlying().(*types.Basic)
	switch {
	case isCause(t):
		if nameOf(value) == nil || f.p.info.Uses[nameOf(value)].Parent() != f.p.types.Scope() {
			f.wrapWith(value, "returned value", "Zero["+text+"]", "the zero value")
		}
	case isBasic && basic.Info()&types.IsBoolean != 0:
		switch unparen(value).(type) {
		case *ast.BinaryExpr, *ast.UnaryExpr: // altered as such
		default:
			f.wrapWith(value, "returned value", "Not["+text+"]", "!"+f.text(value))
		}
	case isBasic && basic.Info()&types.IsNumeric != 0:
		if !f.isSum(value) {
			f.wrapWith(value, "returned value", "Plus["+text+"]", f.text(value)+" + 1")
		}
	case isError(t) && f.afterErrorCheck():
	default:
		f.wrapWith(value, "returned value", "Zero["+text+"]", "the zero value")
	}
}

// isSum says whether a number is altered where it is made.
func (f *finder) isSum(value ast.Expr) bool {
	switch value := unparen(value).(type) {
	case *ast.BinaryExpr:
		return value.Op == token.ADD || value.Op == token.SUB
	case *ast.CallExpr:
		name := nameOf(value.Fun)
		return name != nil && name.Name == "Compare"
	}
	return false
}

func (f *finder) isZeroLiteral(e ast.Expr) bool {
	literal, is := e.(*ast.CompositeLit)
	return is && len(literal.Elts) == 0
}

// afterErrorCheck says whether the block at hand is entered for an error: that is altered as the check.
func (f *finder) afterErrorCheck() bool {
	if len(f.stack) < 2 {
		return false
	}
	check, is := f.stack[len(f.stack)-2].(*ast.IfStmt)
	if !is {
		return false
	}
	condition, is := check.Cond.(*ast.BinaryExpr)
	return is && condition.Op == token.NEQ && f.isErrorCheck(condition)
}

// passedOn alters the results of a call that are returned as they are.
func (f *finder) passedOn(call ast.Expr, results []ast.Expr) {
	if len(results) > 3 {
		f.leave(call, "it passes more than three results on")
		return
	}
	text, first := "", 0
	for i, result := range results {
		name := string(f.file.content[f.offset(result.Pos()):f.offset(result.End())])
		number, ok := f.alter(call, "returned value", fmt.Sprintf("result %d altered", i+1))
		if !ok {
			return
		}
		if i == 0 {
			first, text = number, name
		} else {
			text += ", " + name
		}
	}
	f.wrap(call, fmt.Sprintf("mutation_.Zero%d[%s](%d)(", len(results), text, first), ")")
}

func (f *finder) offset(at token.Pos) int { return f.files.Position(at).Offset }
