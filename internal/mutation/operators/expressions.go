package operators

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// ordered is the function of the switch for each comparison of order, with its contrary and what differs where both are equal.
var ordered = map[token.Token]struct{ function, contrary, boundary string }{
	token.LSS: {"Less", ">=", "<="},
	token.LEQ: {"LessOrEqual", ">", "<"},
	token.GTR: {"Greater", "<=", ">="},
	token.GEQ: {"GreaterOrEqual", "<", ">"},
}

func (f *finder) binary(e *ast.BinaryExpr) {
	switch e.Op {
	case token.LAND, token.LOR:
		f.operand(e, e.X)
		f.operand(e, e.Y)
	case token.EQL, token.NEQ:
		f.equality(e)
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		how := ordered[e.Op]
		number, ok := f.alter(e, "comparison", f.text(e.X)+" "+how.contrary+" "+f.text(e.Y))
		if ok {
			f.alter(e, "boundary", f.text(e.X)+" "+how.boundary+" "+f.text(e.Y))
			f.wrap(e, fmt.Sprintf("mutation_.%s(%d, ", how.function, number), ")")
			f.replace(e.OpPos, e.OpPos+token.Pos(len(e.Op.String())), ",")
		}
	case token.ADD, token.SUB:
		basic, is := f.typeOf(e).Underlying().(*types.Basic)
		if !is || basic.Info()&types.IsNumeric == 0 {
			return
		}
		function, contrary := "Sum", " - "
		if e.Op == token.SUB {
			function, contrary = "Difference", " + "
		}
		if number, ok := f.alter(e, "arithmetic", f.text(e.X)+contrary+f.text(e.Y)); ok {
			f.wrap(e, fmt.Sprintf("mutation_.%s(%d, ", function, number), ")")
			f.replace(e.OpPos, e.OpPos+1, ",")
		}
	}
}

// operand leaves out one side of && or ||.
func (f *finder) operand(whole *ast.BinaryExpr, side ast.Expr) {
	if inner, is := unparen(side).(*ast.BinaryExpr); is && inner.Op == whole.Op {
		return // its own sides are left out
	}
	what, how := "true", " || mutation_.On(%d))"
	if whole.Op == token.LOR {
		what, how = "false", " && mutation_.Off(%d))"
	}
	if number, ok := f.alter(side, "boolean", what); ok {
		f.wrap(side, "(", fmt.Sprintf(how, number))
	}
}

// equality alters == and !=. An error that is looked for is not found.
func (f *finder) equality(e *ast.BinaryExpr) {
	if !f.isErrorCheck(e) {
		contrary := " != "
		if e.Op == token.NEQ {
			contrary = " == "
		}
		f.wrapWith(e, "comparison", "Not", f.text(e.X)+contrary+f.text(e.Y))
		return
	}
	what, how, same := "false", " && mutation_.Off(%d))", token.LOR
	if e.Op == token.EQL {
		what, how, same = "true", " || mutation_.On(%d))", token.LAND
	}
	if around, is := f.parent().(*ast.BinaryExpr); is && around.Op == same {
		return // it is left out there
	}
	if number, ok := f.alter(e, "error check", what); ok {
		f.wrap(e, "(", fmt.Sprintf(how, number))
	}
}

func (f *finder) isErrorCheck(e *ast.BinaryExpr) bool {
	null, is := e.Y.(*ast.Ident)
	return is && null.Name == "nil" && isError(f.typeOf(e.X))
}

// slice moves the bounds of a part of a list or a text.
func (f *finder) slice(e *ast.SliceExpr) {
	for _, bound := range []struct {
		at             ast.Expr
		function, more string
	}{{e.Low, "Plus", "+1"}, {e.High, "Minus", "-1"}} {
		if bound.at == nil {
			continue
		}
		f.settled[bound.at] = true
		if number, ok := f.alter(e, "slice bound", f.text(bound.at)+bound.more); ok {
			f.wrap(bound.at, fmt.Sprintf("mutation_.%s(%d, ", bound.function, number), ")")
		}
	}
}

// call alters what a function makes of a value, and says whether to look at its arguments.
func (f *finder) call(e *ast.CallExpr) bool {
	if f.writes(e) {
		return false
	}
	function := f.callee(e)
	if function == nil || function.Pkg() == nil {
		return true
	}
	name := function.Pkg().Name() + "." + function.Name()
	switch {
	case name == "strings.EqualFold":
		if number, ok := f.alter(e, "normalisation", f.text(e.Args[0])+" == "+f.text(e.Args[1])); ok {
			f.wrap(e.Fun, fmt.Sprintf("mutation_.Fold(%d, ", number), ")")
		}
	case name == "cmp.Compare" || name == "strings.Compare" || function.Name() == "Compare":
		f.wrapWith(e, "order", "Swapped", "-"+f.text(e))
	case f.normalises(function) && len(e.Args) == 1:
		if number, ok := f.alter(e, "normalisation", f.text(e.Args[0])); ok {
			f.wrap(e.Fun, fmt.Sprintf("mutation_.Call(%d, ", number), ")")
		}
	}
	return true
}

// normalises says whether a function makes another text or name of one.
func (f *finder) normalises(function *types.Func) bool {
	signature := function.Signature()
	if signature.Params().Len() != 1 || signature.Results().Len() != 1 || signature.Variadic() || signature.TypeParams() != nil {
		return false
	}
	basic, is := signature.Params().At(0).Type().Underlying().(*types.Basic)
	return is && basic.Kind() == types.String && types.Identical(signature.Params().At(0).Type(), signature.Results().At(0).Type())
}

// callee is the function that is called by its name, or nil.
func (f *finder) callee(e *ast.CallExpr) *types.Func {
	name := nameOf(unparen(e.Fun))
	if name == nil {
		return nil
	}
	function, _ := f.p.info.Uses[name].(*types.Func)
	return function
}

// writes says whether a call only makes a text for people of its arguments.
func (f *finder) writes(e *ast.CallExpr) bool {
	function := f.callee(e)
	if function == nil || function.Pkg() == nil {
		return false
	}
	if path := function.Pkg().Path(); path == "fmt" || path == "errors" && function.Name() == "New" {
		return true
	}
	return slices.Contains(messages, function.Name()) || strings.HasSuffix(function.Name(), "Text")
}

// messages are functions of ours that make a text of their arguments as fmt.Errorf does.
var messages = []string{"badText", "mismatch", "notYet"}
